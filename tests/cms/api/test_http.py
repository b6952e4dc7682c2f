"""HTTP as it should be: validators, encodings, caching, other origins, methods, bounds."""

import gzip
from typing import Any

import brotli
import pytest
from django.utils.http import http_date

from cms.api.negotiation import accepts, encodings
from cms.api.wire import http_time
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import SECONDS, content_id

ABOUT = f"{PUBLIC}/content/about"
LIST = f"{PUBLIC}/items"
ADDRESSES = ("content/about", "items", "search?q=flu", "suggest?q=st", "navigation", "site", "topics", "authors",
             "changes", "openapi.json", "docs", "")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_not_changed_is_not_sent_again(public: Asker, address: str) -> None:
    url = f"{PUBLIC}/{address}"
    first = public(url)
    assert first.status == 200, first.body
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert first.headers["x-content-type-options"] == "nosniff"
    for condition in (etag, f'"other", W/{etag}', "*"):
        again = public(url, headers={"If-None-Match": condition})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
        assert "content-type" not in again.headers
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert public(url, headers={"If-None-Match": '"other"'}).raw == first.raw


@pytest.mark.parametrize("address", ["content/about", "items", "navigation", "topics", "changes"])
def test_last_modified(public: Asker, address: str) -> None:
    url = f"{PUBLIC}/{address}"
    told = public(url).headers["last-modified"]
    assert public(url, headers={"If-Modified-Since": told}).status == 304
    assert public(url, headers={"If-Modified-Since": "Sun, 01 Mar 2020 12:00:00 GMT"}).status == 200
    assert public(url, headers={"If-Modified-Since": "soon"}).status == 200
    # If-None-Match decides where there is one.
    assert public(url, headers={"If-Modified-Since": told, "If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize("seconds", [0, 951_782_399, SECONDS, SECONDS + 86_399, 2**32])
def test_times_as_http_writes_them(seconds: int) -> None:
    assert http_time(seconds) == http_date(seconds)


def test_last_modified_is_when_a_scheduled_item_began(public: Asker, at_noon: list[int]) -> None:
    at_noon[0] += 3600
    assert public(f"{PUBLIC}/content/embargoed").headers["last-modified"] == "Sun, 01 Mar 2026 13:00:00 GMT"


@pytest.mark.parametrize("url", [ABOUT, f"{LIST}?limit=50"])
def test_each_encoding_has_its_bytes_and_its_etag(public: Asker, url: str) -> None:
    plain = public(url)
    packed = {name: public(url, headers={"Accept-Encoding": name}) for name in ("gzip", "br")}
    assert gzip.decompress(packed["gzip"].body) == brotli.decompress(packed["br"].body) == plain.body
    assert {got.headers["content-encoding"] for got in packed.values()} == {"gzip", "br"}
    assert len({plain.headers["etag"], *(got.headers["etag"] for got in packed.values())}) == 3
    for name, got in packed.items():
        assert (got.headers["vary"], got.headers["content-length"]) == ("Accept-Encoding, Origin", str(len(got.body)))
        condition = {"If-None-Match": got.headers["etag"]}
        assert public(url, headers={"Accept-Encoding": name, **condition}).status == 304
        # Another encoding is another representation.
        assert public(url, headers=condition).status == 200


@pytest.mark.parametrize(
    ("header", "best"),
    [
        (None, ("identity",)),
        ("", ("identity",)),
        ("br, gzip", ("br", "gzip", "identity")),
        ("gzip, deflate, br;q=0.5", ("gzip", "br", "identity")),
        ("gzip;q=0, br;q=0", ("identity",)),
        ("*", ("br", "gzip", "identity")),
        ("*;q=0", ()),
        ("identity;q=0, gzip", ("gzip",)),
        ("identity, br;q=0.9", ("identity", "br")),
        ("gzip;q=2, br;q=x", ("identity",)),
        ("GZIP;Q=1.0;x=y", ("gzip", "identity")),
        (";;,,;q=", ("identity",)),
        ("br," * 2000, ("identity",)),
    ],
)
def test_encodings_by_weight(header: str | None, best: tuple[str, ...]) -> None:
    assert encodings(header) == best


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        (None, True),
        ("*/*", True),
        ("application/json", True),
        ("text/html, */*;q=0.1", True),
        ("application/*;q=0.5, text/html", True),
        ("application/json;q=0, */*", False),
        ("text/html", False),
        ("text/html;q=1.0, application/xml", False),
    ],
)
def test_what_a_client_accepts(header: str | None, fits: bool) -> None:
    assert accepts(header) is fits


def test_an_answer_that_nobody_would_accept_is_refused(public: Asker) -> None:
    html = public(ABOUT, headers={"Accept": "text/html"})
    none = public(ABOUT, headers={"Accept-Encoding": "*;q=0"})
    assert [(got.status, got.headers["content-type"]) for got in (html, none)] == [
        (406, "application/problem+json")
    ] * 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_has_the_headers_of_get(public: Asker, address: str) -> None:
    url = f"{PUBLIC}/{address}"
    got, head = public(url), public(url, "HEAD")
    assert (head.status, head.headers, head.body) == (200, got.headers, b"")
    assert got.headers["content-length"] == str(len(got.body))


def test_caches_are_told_no_more_than_holds(public: Asker, at_noon: list[int], as_delivery: Any) -> None:
    steady = "public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"
    assert public(ABOUT).headers["cache-control"] == steady
    as_delivery.API_MAX_AGE = 60
    ends = f"{PUBLIC}/content/ends-soon"
    # It ends in 90 seconds: keeping it for 60 and showing it stale for 60 more would be too long.
    assert public(ends).headers["cache-control"] == "public, max-age=60"
    at_noon[0] += 70
    assert public(ends).headers["cache-control"] == "public, max-age=20"
    at_noon[0] -= 70
    # Of many things, each may begin or end at any moment: the header tells of none of them.
    kept = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
    lists = (LIST, f"{PUBLIC}/search?q=about", f"{PUBLIC}/suggest?q=ab", f"{PUBLIC}/topics", f"{PUBLIC}/changes")
    assert {public(address).headers["cache-control"] for address in lists} == {kept}
    # An alert ends in 30 seconds.
    assert public(f"{PUBLIC}/site").headers["cache-control"] == "public, max-age=30"
    # A page that appears in an hour looks like one that nobody thinks of, to the last second.
    absent = [public(f"{PUBLIC}/content/{path}") for path in ("embargoed", "nothing")]
    assert [got.headers["cache-control"] for got in absent] == ["public, max-age=5"] * 2
    assert absent[0].body.replace(b"embargoed", b"nothing") == absent[1].body
    at_noon[0] += 3599
    late = public(f"{PUBLIC}/content/embargoed")
    assert (late.body, late.headers["cache-control"]) == (absent[0].body, "public, max-age=5")
    at_noon[0] += 1
    assert public(f"{PUBLIC}/content/embargoed").status == 200
    assert public(f"{PUBLIC}/health").headers["cache-control"] == "no-store"


def test_surrogate_keys(public: Asker) -> None:
    assert public(ABOUT).headers["surrogate-key"] == f"item:{content_id('public/about')} type:standard"
    for odd in ("a%20list:search", "%E6%97%A5", "%C3%A9", "a%E2%80%A8b"):
        for route in ("items", "items/months"):
            got = [public(f"{PUBLIC}/{route}?type=news,{odd}").headers["surrogate-key"] for _ in range(2)]
            assert got == ["list:items type:news"] * 2
    assert public(f"{LIST}?type=news,blog").headers["surrogate-key"] == "list:items type:news type:blog"
    long = public(f"{LIST}?type=" + ",".join(f"{number}{'a' * 198}" for number in range(10, 30))).headers
    assert len(long["surrogate-key"]) <= 4000


def test_other_origins(public: Asker, as_delivery: Any) -> None:
    partner, stranger = {"Origin": "https://partner.example"}, {"Origin": "https://stranger.example"}
    assert public(ABOUT, headers=partner).headers["access-control-allow-origin"] == "https://partner.example"
    assert "access-control-allow-origin" not in public(ABOUT, headers=stranger).headers
    assert public(f"{PUBLIC}/content/nothing", headers=partner).headers["access-control-allow-origin"]
    asked = {**partner, "Access-Control-Request-Method": "GET"}
    preflight = public(ABOUT, "OPTIONS", headers=asked)
    assert (preflight.status, preflight.body) == (204, b"")
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    as_delivery.CORS_ORIGINS = ["*"]
    anyone = public(ABOUT, headers=stranger).headers
    assert (anyone["access-control-allow-origin"], anyone["vary"]) == ("*", "Accept-Encoding")
    as_delivery.CORS_ORIGINS = []
    assert "access-control-allow-origin" not in public(ABOUT, headers=partner).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nothing_but_reading(public: Asker, method: str) -> None:
    got = public(ABOUT, method)
    assert (got.status, got.headers["content-type"], got.headers["allow"]) == (
        405,
        "application/problem+json",
        "GET, HEAD, OPTIONS",
    )


def test_options_says_what_there_is(public: Asker) -> None:
    got = public(LIST, "OPTIONS")
    assert (got.status, got.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_cookies_change_nothing_and_none_are_set(public: Asker) -> None:
    for address in ADDRESSES:
        plain = public(f"{PUBLIC}/{address}")
        with_cookies = public(f"{PUBLIC}/{address}", headers={"Cookie": "headland_session=a; csrftoken=b"})
        assert plain.raw == with_cookies.raw
        assert plain.body == with_cookies.body
        assert "set-cookie" not in plain.headers


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (f"{LIST}?type=" + "a" * 4100, {}, 414),
        (f"{PUBLIC}/content/{'a' * 4100}", {}, 414),
        (LIST, {"Content-Length": str(10**9)}, 413),
        (LIST, {"Content-Length": "-5"}, 413),
        (LIST, {"Host": "evil example"}, 400),
        (f"{PUBLIC}/nothing", {}, 404),
        ("/", {}, 404),
        ("/admin/", {}, 404),
        ("/api/staff/v1/items", {}, 404),
        ("/static/nothing.js", {}, 404),
    ],
)
def test_every_refusal_is_a_problem(public: Asker, address: str, headers: dict[str, str], status: int) -> None:
    got = public(address, headers=headers)
    assert (got.status, got.headers["content-type"]) == (status, "application/problem+json")
    # A site tells by the code that it is its own address that was refused.
    code = {"code"} if "Host" in headers else set()
    assert set(got.json) == {"type", "title", "status", "detail", "instance"} | code
    assert (got.json["status"], got.json["type"], got.headers["cache-control"]) == (status, "about:blank", "no-store")


def test_a_host_that_is_not_ours(public: Asker, as_delivery: Any) -> None:
    as_delivery.ALLOWED_HOSTS = ["api.headland.example"]
    assert public(ABOUT, headers={"Host": "evil.example"}).status == 400
    assert public(ABOUT, headers={"Host": "api.headland.example"}).status == 200


def test_a_fault_of_ours_tells_nothing_of_itself(
    public: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any, **named: Any) -> Any:
        raise RuntimeError("secret at /srv/headland")

    monkeypatch.setattr("cms.api.items.cards", broken)
    got = public(LIST)
    assert (got.status, got.headers["content-type"]) == (500, "application/problem+json")
    assert b"secret" not in got.body
    assert "secret at" in caplog.text


def test_without_a_copy_it_asks_for_patience(public: Asker, as_delivery: Any, tmp_path: Any) -> None:
    as_delivery.COPY_FILES = {"public": tmp_path / "public.sqlite3"}
    for address in ("content/about", "items", "search?q=flu", "suggest?q=a", "site", "changes"):
        got = public(f"{PUBLIC}/{address}")
        assert (got.status, got.headers["retry-after"], got.headers["content-type"]) == (
            503,
            "2",
            "application/problem+json",
        )
    (tmp_path / "public.sqlite3").write_bytes(b"not a database" * 100)
    assert public(ABOUT).status == 503
    assert public(f"{PUBLIC}/health").json["copy"]["position"] is None
