"""What a client sends: a small JSON object with the fields that are declared, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from cms.api.errors import Problem, invalid

FieldReader = Callable[[Any], Any]


def read_object(request: HttpRequest, fields: Mapping[str, FieldReader]) -> dict[str, Any]:
    """Return the declared fields of a JSON body; each reader gets None for an absent field and may raise ValueError.

    Raises Problem: 415 for another content type, 400 for anything that cannot be understood, with every mistake.
    """
    if request.content_type != "application/json":
        raise Problem(415, "Send application/json.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise invalid([("body", "Send one JSON object.")]) from error
    if not isinstance(body, dict):
        raise invalid([("body", "Send one JSON object.")])
    errors = [(str(name)[:100], "There is no such field here.") for name in body if name not in fields]
    values: dict[str, Any] = {}
    for name, read in fields.items():
        try:
            values[name] = read(body.get(name))
        except (ValueError, TypeError) as error:
            errors.append((name, str(error)))
    if errors:
        raise invalid(errors)
    return values


def string(max_length: int, needed: bool = True) -> FieldReader:
    """Read text of at most ``longest`` characters; without ``needed`` it may be absent and is then empty."""

    def read(value: Any) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or len(value) > max_length or (needed and not value.strip()):
            raise ValueError(f"Use text of at most {max_length} characters.")
        return value.replace("\0", "").encode("utf-8", "replace").decode()

    return read


def one_of(*options: str) -> FieldReader:
    """Read one of a few words."""

    def read(value: Any) -> str:
        if value not in options:
            raise ValueError(f"Use one of {', '.join(options)}.")
        return str(value)

    return read


def boolean(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError("Use true or false.")
    return value


def whole_number(low: int, high: int, needed: bool = True) -> FieldReader:
    """Read a whole number; without ``needed`` it may be absent and is then None."""

    def read(value: Any) -> int | None:
        if value is None and not needed:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"Use a whole number from {low} to {high}.")
        return value

    return read
