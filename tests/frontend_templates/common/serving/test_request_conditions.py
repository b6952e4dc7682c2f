"""Conditions and ranges that are no such thing are ignored; the CMS never sees them, and nobody sees a 500."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_templates.common.serving.request_conditions import request_conditions
from tests.frontend_templates.fake_api import CMS, FakeApi

PICTURE = f"{CMS}/media/images/a.9f.webp"
NAMES = ("range", "if-range", "if-none-match", "if-modified-since")
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
GOOD = [
    {"range": "bytes=0-9"},
    {"range": "bytes=5-"},
    {"range": "bytes=-5, 0-0"},
    {"range": "bytes=99999999999999999999-"},
    {"range": "bytes=0-9", "if-range": '"9f"'},
    {"range": "bytes=0-9", "if-range": DATE},
    {"if-none-match": '"9f", W/"a,b"'},
    {"if-none-match": "*"},
    {"if-modified-since": DATE},
]
RUBBISH = [
    *(b"", b"\xff", b"\xc2\xb2", b"bytes=\xb2-\xb3", b"bytes=", b"bytes=-", b"bytes=--5", b"bytes=5-1", b"bytes=a-b"),
    *(b"bytes=1", b"bytes", b"items=0-5", b"bytes=" + b"9" * 5000 + b"-", b"bytes=" + b"0-0," * 500 + b"0-0"),
    *(b'"\xff"', b'"open', b"x" * 9000, b"Sun, 06 Nov 99999999999999999999 08:49:37 GMT", b"Sun, \xb26 Nov 1994"),
    *(b"Wed, 99 Zzz 0000 99:99:99 GMT", b"\x01\x02", b",", b'"a" "b"'),
]


@pytest.mark.parametrize("headers", GOOD)
def test_what_is_understood_is_passed_on(headers: dict[str, str]) -> None:
    assert request_conditions(headers) == headers


def test_a_validator_for_a_range_needs_a_range() -> None:
    assert request_conditions({"if-range": '"9f"', "range": "bytes=5-1"}) == {}


@given(st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(max_codepoint=255), max_size=60)))
def test_whatever_is_passed_on_is_ascii(headers: dict[str, str]) -> None:
    for name, value in request_conditions(headers).items():
        assert value == headers[name].strip(" \t")
        assert value.isascii() and value.isprintable()


@pytest.mark.anyio
@pytest.mark.parametrize("name", NAMES)
async def test_rubbish_gets_the_whole_picture(web: httpx.AsyncClient, api: FakeApi, name: str) -> None:
    answers: list[tuple[int, bytes, bool]] = []
    for value in RUBBISH:
        # Another name each time: nothing is in memory.
        number = len(answers)
        api.other[f"{CMS}/media/{number}.webp"] = httpx.Response(200, content=b"RIFF", headers={"etag": '"9f"'})
        answer = await web.get(f"/media/{number}.webp", headers=[(name.encode(), value)])
        answers.append((answer.status_code, answer.content, name in api.asked[-1].headers))
    assert answers == [(200, b"RIFF", False)] * len(RUBBISH)


@pytest.mark.anyio
async def test_a_picture_in_memory_answers_a_range_that_is_none(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[PICTURE] = httpx.Response(200, content=b"RIFF")
    await web.get("/media/images/a.9f.webp")
    again = await web.get("/media/images/a.9f.webp", headers=[(b"range", b"bytes=\xb2-")])
    assert (again.status_code, again.content) == (200, b"RIFF")


@pytest.mark.anyio
async def test_a_range_past_the_end_is_told_so(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[PICTURE] = httpx.Response(416, headers={"content-range": "bytes */4"})
    answer = await web.get("/media/images/a.9f.webp", headers={"range": "bytes=9-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */4")
