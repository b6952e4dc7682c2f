"""The quick way and Django's give the same bytes and the same headers, and what is kept is never out of date."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils.http import parse_http_date

from cms.api.reader import reader_for
from cms.delivery import front as quick
from cms.delivery.front import Front
from cms.delivery.rate import RateLimit
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import Bank, content_id, write_copy

ADDRESSES = [
    "content/about", "content//About/", "content/", "content/%C3%BCber-uns", "content/u%CC%88ber-uns", "content/old",
    "content/guidance/flu/at-home", "content/ends-soon", "content/gone", "content/recalled", "content/nothing",
    "content/embargoed", "content/rota", "content/%FF", "content/a%00b", "content/a%0Ab", "content/by-id/x",
    "content/" + "a" * 2000, "content/" + "a" * 5000, f"content/by-id/{content_id('public/about')}",
    "content?path=/about", "content/about?x=1", "content", "items", "items?limit=2&page=2", "items?limit=x",
    "items?include=body", "items?limit=7&cursor=*", "search?q=flu", "search?q=%ED%A0%80", "suggest?q=sto", "navigation",
    "site", "topics", "authors", "changes", "changes?limit=3", "openapi.json", "docs", "docs.js", "health", "",
    "items/", "nowhere",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {},
    {"Accept-Encoding": "gzip, deflate, br"},
    {"Accept-Encoding": "gzip;q=1.0, br;q=0.1"},
    {"Accept-Encoding": "*;q=0"},
    {"Accept": "text/html"},
    {"Accept": "application/json;q=0.9"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"other", W/"another"', "Accept-Encoding": "br"},
    {"If-Modified-Since": "Sun, 01 Mar 2026 12:00:00 GMT"},
    {"If-Modified-Since": "Sun, 01 Mar 2020 12:00:00 GMT"},
    {"If-Modified-Since": "nonsense"},
    {"Origin": "https://partner.example"},
    {"Origin": "https://stranger.example"},
    {"Host": "other.example:8000"},
    {"Host": "bad host"},
    {"Cookie": "headland_session=stolen", "Authorization": "Bearer x"},
    {"Range": "bytes=0-9"},
    *(
        {name: value}
        for name in ("Range", "If-Range", "If-None-Match", "If-Modified-Since")
        for value in ("", "\xff", "bytes=\xb2-", "bytes=5-1", "Sun, \xb26 Nov 99999999999 08:49:37 GMT", "x" * 9000)
    ),
    {"Content-Length": "5"},
    {"Content-Length": "99999999"},
]


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.times = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.times += 1
        return self.django(environ, start_response)


@pytest.fixture
def django(as_delivery: Any) -> Counted:
    """Django behind the quick way."""
    return Counted()


@pytest.fixture
def front(django: Counted, monkeypatch: pytest.MonkeyPatch) -> Asker:
    """The public process, which looks at the copy before everything that it has ready."""
    monkeypatch.setattr(quick, "LOOK_EVERY", 0.0)
    return Asker(Front(django, reader_for("public"), 4_000_000))


@pytest.mark.parametrize("address", ADDRESSES)
def test_both_ways_agree_in_every_byte_and_header(front: Asker, public: Asker, address: str) -> None:
    url = f"{PUBLIC}/{address}"
    # So that the quick way knows the hosts, and answers by itself.
    for host in ("testserver", "other.example:8000"):
        front(f"{PUBLIC}/", headers={"Host": host})
    etag = public(url, headers={"Accept-Encoding": "br"}).headers.get("etag", '"none"')
    for headers in [*HEADERS, {"If-None-Match": etag, "Accept-Encoding": "br"}, {"If-None-Match": f"W/{etag}"}]:
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            wanted = public(url, method, headers=headers)
            for _ in ("first", "again"):
                got = front(url, method, headers=headers)
                assert (got.raw, got.body) == (wanted.raw, wanted.body), (method, headers)


def warm(front: Asker) -> None:
    """Let the host be known, and this thread have looked at the copy once: then it begins afresh."""
    for _ in range(2):
        front(f"{PUBLIC}/")


def test_what_can_be_answered_quickly_is(front: Asker, django: Counted) -> None:
    warm(front)
    django.times = 1
    for address in ("content/about", "content/old", "content/guidance/flu/at-home", "content/"):
        front(f"{PUBLIC}/{address}")
    assert django.times == 1
    repeated = ["items", "search?q=flu", "suggest?q=st", "navigation", "site", "topics", "changes", "content?path=/"]
    for _ in range(3):
        for address in repeated:
            front(f"{PUBLIC}/{address}")
    assert django.times == 1 + len(repeated)


def test_a_first_read_costs_one_select_and_a_second_none(front: Asker) -> None:
    warm(front)
    seen: list[str] = []
    conn = reader_for("public").connection()
    conn.set_trace_callback(seen.append)
    front(f"{PUBLIC}/content/about")
    assert [each.split()[0] for each in seen] == ["PRAGMA", "SELECT"]
    seen.clear()
    front(f"{PUBLIC}/content/about")
    conn.set_trace_callback(None)
    assert [each.split()[0] for each in seen] == ["PRAGMA"]


@pytest.fixture
def own(as_delivery: Any, bank: Bank, tmp_path: Path) -> Iterator[Path]:
    """A copy of the test's own, as the public process's."""
    path = write_copy(bank, tmp_path, "public")
    as_delivery.COPY_FILES = {"public": path}
    yield path
    reader_for("public").copy.close()


def titles(front: Asker) -> tuple[str, str]:
    """What two ways of asking say of one page."""
    item = front(f"{PUBLIC}/content/about").json
    (card,) = front(f"{PUBLIC}/items?path_prefix=/about").json["results"]
    return item["title"], card["title"]


def test_what_is_ready_ends_with_the_copy_it_was_made_from(
    own: Path, bank: Bank, tmp_path: Path, django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "LOOK_EVERY", 0.0)
    front = Asker(Front(django, reader_for("public"), 4_000_000))
    front(f"{PUBLIC}/")
    for number in range(3):
        before = "About us" if number == 0 else f"Edition {number - 1}"
        assert [titles(front), titles(front)] == [(before, before)] * 2
        bank.live("/about", f"Edition {number}")
        write_copy(bank, tmp_path, "public")
        assert titles(front) == (f"Edition {number}", f"Edition {number}")


def test_what_is_ready_ends_with_a_new_file(
    own: Path, bank: Bank, tmp_path: Path, django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "LOOK_EVERY", 0.0)
    front = Asker(Front(django, reader_for("public"), 4_000_000))
    front(f"{PUBLIC}/")
    assert titles(front) == ("About us", "About us")
    bank.live("/about", "Rebuilt")
    own.unlink()
    # Readers go on with the file they have open.
    assert titles(front) == ("About us", "About us")
    write_copy(bank, tmp_path, "public")
    assert titles(front) == ("Rebuilt", "Rebuilt")


def test_what_is_ready_ends_at_its_second(front: Asker, at_noon: list[int]) -> None:
    front(f"{PUBLIC}/")
    url = f"{PUBLIC}/content/ends-soon"
    assert [front(url).status, front(url).status] == [200, 200]
    at_noon[0] += 89
    assert (front(url).status, front(url).headers["cache-control"]) == (200, "public, max-age=1")
    at_noon[0] += 1
    assert front(url).status == 410
    assert "ends-soon" not in str(front(f"{PUBLIC}/items?type=standard").json)


def test_what_was_written_in_a_second_to_come_has_no_date_yet(public: Asker, front: Asker, at_noon: list[int]) -> None:
    about = f"{PUBLIC}/content/about"
    warm(front)
    told = public(about).headers["last-modified"]
    at_noon[0] = parse_http_date(told) - 1
    for ask in (public, front):
        got = ask(about, headers={"If-Modified-Since": told})
        assert (got.status, "last-modified" in got.headers, "etag" in got.headers) == (200, False, True)
    at_noon[0] += 1
    for ask in (public, front):
        assert ask(about).headers["last-modified"] == told


def test_a_copy_that_breaks_while_reading_is_no_fault_of_the_client(
    front: Asker, django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    front(f"{PUBLIC}/")

    def broken(*given: Any) -> Any:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("cms.delivery.first_read.rows_at", broken)
    monkeypatch.setattr("cms.api.content.item_at", broken)
    assert front(f"{PUBLIC}/content/about").status == 503


def test_an_answer_made_before_a_change_is_not_kept_after_it(
    own: Path, bank: Bank, tmp_path: Path, django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "LOOK_EVERY", 0.0)
    application = Front(django, reader_for("public"), 4_000_000)
    front = Asker(application)
    front(f"{PUBLIC}/")
    real = quick.first_read

    def slow(*given: Any) -> Any:
        read = real(*given)
        # Another thread finds the copy changed while this answer is on its way.
        application.memory.forget()
        return read

    monkeypatch.setattr(quick, "first_read", slow)
    assert front(f"{PUBLIC}/content/about").json["title"] == "About us"
    monkeypatch.setattr(quick, "first_read", real)
    assert application.memory.cached == {}


def test_too_many_requests_are_refused_either_way(django: Counted, as_delivery: Any) -> None:
    front = Asker(Front(django, reader_for("public"), 4_000_000, RateLimit("3/min", clock=lambda: 0.0)))
    answers = [front(f"{PUBLIC}/content/about", headers={"Origin": "https://partner.example"}) for _ in range(4)]
    assert [got.status for got in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert (refused.headers["content-type"], refused.headers["retry-after"]) == ("application/problem+json", "20")
    assert (refused.json["status"], refused.headers["cache-control"]) == (429, "no-store")
    assert refused.headers["access-control-allow-origin"] == "https://partner.example"
    assert front(f"{PUBLIC}/content/about", headers={"Remote-Addr": "192.0.2.2"}).status == 200


def test_in_production_only_tls_is_answered(as_delivery: Any) -> None:
    as_delivery.SECURE_SSL_REDIRECT = True
    as_delivery.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    as_delivery.SECURE_HSTS_SECONDS = 3600
    public, front = Asker(WSGIHandler()), Asker(Front(WSGIHandler(), reader_for("public"), 4_000_000))
    secure = {"X-Forwarded-Proto": "https"}
    for headers in (secure, {}, {"X-Forwarded-Proto": "http"}, secure):
        for address in ("content/about", "items?limit=1"):
            wanted = public(f"{PUBLIC}/{address}", headers=headers)
            got = [front(f"{PUBLIC}/{address}", headers=headers) for _ in range(3)]
            assert {(each.raw, each.body) for each in got} == {(wanted.raw, wanted.body)}
    assert front(f"{PUBLIC}/content/about").status == 301
    assert front(f"{PUBLIC}/items?limit=1", headers=secure).json["next"].startswith("https://testserver/")
