"""A Content-Type of any kind makes a request; in a process of ours none is an error before the first view."""

from typing import Any

import pytest

from cms.strict_request import StrictHandler
from tests.cms.api_calls import PUBLIC, Asker

TYPES = [
    "application/json; charset=rot13",
    "text/plain; charset=idna",
    "x/y; charset*=rot13''x",
    "x/y; charset*=utf-8''%ff",
    "multipart/form-data; boundary=x; charset=base64",
    "\xff",
    ";",
]


@pytest.mark.parametrize("kind", TYPES)
def test_an_encoding_that_is_none_changes_no_answer(as_delivery: Any, kind: str) -> None:
    ask = Asker(StrictHandler())
    address = f"{PUBLIC}/items?limit=2"
    assert ask(address, headers={"Content-Type": kind}) == ask(address)
    assert ask(address, "POST", b"a=b", {"Content-Type": kind}).status == 405
