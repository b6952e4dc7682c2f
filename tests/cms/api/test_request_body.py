"""What clients send: the description and the reader of a body are made from one declaration, and agree."""

import json
from typing import Any

import pytest
from django.test import RequestFactory
from jsonschema import Draft202012Validator

from cms.api.errors import Problem
from cms.api.request_body import Body, boolean, one_of, read_body, string, token, whole_number

BODY = Body(
    (
        string("name", 5),
        string("note", 4, needed=False),
        one_of("kind", "a", "b"),
        boolean("sure"),
        whole_number("place", 1, 9, "Counted from 1"),
        token("token", 3),
    ),
    "Example",
    "An example.",
)
WHOLE = {"name": "Ann", "note": "x", "kind": "a", "sure": True, "place": 3, "token": "abc"}


def sent(value: Any) -> Any:
    """Return a request with a JSON body."""
    return RequestFactory().post("/", json.dumps(value), content_type="application/json")


def errors(value: Any) -> list[str]:
    """Return the fields that are refused."""
    try:
        read_body(sent(value), BODY)
    except Problem as problem:
        assert problem.status == 400
        return [error["parameter"] for error in problem.more["errors"]]
    return []


def test_values_and_defaults() -> None:
    assert read_body(sent(WHOLE), BODY) == WHOLE
    short = {key: value for key, value in WHOLE.items() if key not in {"note", "place"}}
    assert read_body(sent(short), BODY) == {**short, "note": "", "place": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "longer"), ("name", 7), ("name", None), ("note", "longer"), ("note", []),
        ("kind", "c"), ("kind", None), ("sure", 1), ("sure", None), ("place", 0), ("place", 10), ("place", "3"),
        ("place", 1.5), ("token", ""), ("token", "abcd"), ("other", 1),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_by_the_description_too(name: str, value: Any) -> None:
    body = {**WHOLE, name: value}
    assert errors(body) == [name]
    assert not Draft202012Validator(BODY.json_schema()).is_valid(body)


@pytest.mark.parametrize("name", ["name", "kind", "sure", "token"])
def test_what_is_needed_is_named_by_the_description(name: str) -> None:
    body = {key: value for key, value in WHOLE.items() if key != name}
    assert errors(body) == [name]
    assert not Draft202012Validator(BODY.json_schema()).is_valid(body)


def test_every_mistake_is_told_at_once() -> None:
    assert errors({"kind": "z", "x": 1}) == ["x", "name", "kind", "sure", "token"]


@pytest.mark.parametrize("body", [" ", "[]", "7", "null", "{", "[" * 5000])
def test_what_is_no_object(body: str) -> None:
    with pytest.raises(Problem) as problem:
        read_body(RequestFactory().post("/", body, content_type="application/json"), BODY)
    assert problem.value.status == 400


def test_another_content_type() -> None:
    with pytest.raises(Problem) as problem:
        read_body(RequestFactory().post("/", WHOLE), BODY)
    assert problem.value.status == 415
