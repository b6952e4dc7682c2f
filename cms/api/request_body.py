"""Declared request bodies: read each field by its name, type and bounds; the API description comes from the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cms.api.errors import Problem, invalid


@dataclass(frozen=True, slots=True)
class Field:
    """``read`` turns a JSON value into ours, or raises ValueError with a sentence for the client.

    ``schema`` is JSON Schema. A field that is not ``needed`` may be absent or null; its value is then ``default``.
    """

    name: str
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    about: str = ""
    needed: bool = True
    default: Any = None

    def json_schema(self) -> dict[str, Any]:
        """Return the field's JSON Schema, as the API's description shows it."""
        more: dict[str, Any] = {} if self.needed else {"default": self.default}
        about = {"description": self.about} if self.about else {}
        value = {**self.schema, **more, **about, "title": self.name.replace("_", " ").title()}
        return dict(sorted(value.items()))


@dataclass(frozen=True, slots=True)
class Body:
    """What a route takes: one JSON object with these fields and no others. ``name`` is its name in the description."""

    fields: tuple[Field, ...]
    name: str = ""
    about: str = ""

    def json_schema(self) -> dict[str, Any]:
        """Return the object's JSON Schema."""
        return {
            "additionalProperties": False,
            "description": self.about,
            "properties": {field.name: field.json_schema() for field in self.fields},
            "required": [field.name for field in self.fields if field.needed],
            "title": self.name,
            "type": "object",
        }


def read_body(request: HttpRequest, body: Body) -> dict[str, Any]:
    """Return a value for every declared field of a JSON body.

    Raises Problem: 415 for another content type, 400 for anything that cannot be understood, with every mistake.
    """
    if request.content_type != "application/json":
        raise Problem(415, "Send application/json.")
    try:
        payload = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise invalid([("body", "Send one JSON object.")]) from error
    if not isinstance(payload, dict):
        raise invalid([("body", "Send one JSON object.")])
    names = {field.name for field in body.fields}
    errors = [(str(name)[:100], "There is no such field here.") for name in payload if name not in names]
    values: dict[str, Any] = {}
    for field in body.fields:
        try:
            values[field.name] = _value(field, payload.get(field.name))
        except (ValueError, TypeError) as error:
            errors.append((field.name, str(error)))
    if errors:
        raise invalid(errors)
    return values


def _value(field: Field, value: Any) -> Any:
    return field.default if value is None and not field.needed else field.read(value)


def string(name: str, max_length: int, about: str = "", needed: bool = True) -> Field:
    """Declare text of at most ``max_length`` characters; text that is needed is not blank. Absent is empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > max_length or (needed and not value.strip()):
            raise ValueError(f"Use text of at most {max_length} characters.")
        return value.replace("\0", "").encode("utf-8", "replace").decode()

    schema: dict[str, Any] = {"maxLength": max_length, "type": "string"}
    return Field(name, read, {**schema, "minLength": 1} if needed else schema, about, needed, "")


def token(name: str, max_length: int) -> Field:
    """Declare a word that a machine made: ASCII, not empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= max_length or not value.isascii():
            raise ValueError("This is not a token.")
        return value

    return Field(name, read, {"maxLength": max_length, "minLength": 1, "type": "string"})


def one_of(name: str, *options: str) -> Field:
    """Declare one of a few words."""

    def read(value: Any) -> str:
        if value not in options:
            raise ValueError(f"Use one of {', '.join(options)}.")
        return str(value)

    return Field(name, read, {"enum": list(options), "type": "string"})


def boolean(name: str) -> Field:
    """Declare true or false."""

    def read(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("Use true or false.")
        return value

    return Field(name, read, {"type": "boolean"})


def whole_number(name: str, low: int, high: int, about: str = "") -> Field:
    """Declare a whole number from ``low`` to ``high`` that may be absent, and is then None."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"Use a whole number from {low} to {high}.")
        return value

    number = {"maximum": high, "minimum": low, "type": "integer"}
    return Field(name, read, {"anyOf": [number, {"type": "null"}]}, about, needed=False)
