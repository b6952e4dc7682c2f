"""The comparison of two checkouts: it finds each kind of difference, and hides only what its masks name."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scripts.compare.checkout import CLOCK, Checkout
from scripts.compare.differences import SHOWN_EACH_KIND, Difference, compare, first_difference, report, statuses
from scripts.compare.http import Asking, Reply, Request, Round
from scripts.compare.masks import MASKS, masked
from scripts.compare.plan import conditional
from scripts.compare.reply_store import save_replies, saved_replies
from scripts.compare.searches import beginnings, searches, spread, typo
from scripts.compare.serving import SERVERS, command_of, serving
from scripts.compare.values import values_of
from scripts.services.processes import free_port
from site_content.followers.copies.follow import CopyFollower
from tests.architecture.tracked import ROOT
from tests.site_content.followers.copies.made import MemoryLog, MemorySource

ASKED = Request("public API: content", "delivery", "/api/public/v1/content/news")
REPLY = Reply(
    200, (("content-type", "application/json"), ("date", "Mon, 30 Nov 2026 10:00:00 GMT")), b'{"title":"News"}'
)


@pytest.mark.parametrize(
    ("now", "ways"),
    [
        (REPLY, None),
        (Reply(200, (("content-type", "application/json"), ("date", "another day")), REPLY.body), None),
        (Reply(404, REPLY.headers, REPLY.body), ("status: 200 → 404",)),
        (
            Reply(200, (*REPLY.headers, ("etag", '"1"')), REPLY.body),
            ('header etag: (none) → "1"',),
        ),
        (Reply(200, (), REPLY.body), ("header content-type: application/json → (none)",)),
        (
            Reply(200, (*REPLY.headers, ("content-type", "application/json")), REPLY.body),
            ("header content-type: application/json → application/json | application/json",),
        ),
        (
            Reply(200, REPLY.headers, b'{"title":"Nets"}'),
            ("""body: differs from byte 12 on (16 → 16 bytes)\n  - b'{"title":"News"}'\n  + b'{"title":"Nets"}'""",),
        ),
    ],
)
def test_each_kind_of_difference_is_found(now: Reply, ways: tuple[str, ...] | None) -> None:
    assert compare(ASKED, REPLY, now) == (None if ways is None else Difference(ASKED, ways))


def test_a_body_that_goes_on_differs_where_the_other_ends() -> None:
    assert first_difference(b"ab", b"abc").splitlines() == [
        "body: differs from byte 2 on (2 → 3 bytes)", "  - b'ab'", "  + b'abc'"
    ]  # fmt: skip


SET_COOKIE = "set-cookie"
RANDOM = [
    (Request("k", "cms", "/admin/login/"), SET_COOKIE, "headland_csrf={}; Path=/", "a" * 32, "b" * 32),
    (Request("k", "cms", "/sign-in?state=x"), "location", "http://s.example/signed-in?code={}&state=x", "Ab:1", "Cd:2"),
    (Request("k", "staff", "/sign-in"), SET_COOKIE, "headland_sign_in={}.Lw==; Path=/signed-in", "aa", "bb"),
    (Request("k", "staff", "/sign-in"), "location", "http://cms.example/sign-in?state={}", "aa", "bb"),
    (Request("k", "public", "/preview?token=x"), SET_COOKIE, "headland_preview={}; Path=/preview", "a" * 43, "b" * 43),
]


@pytest.mark.parametrize(("request_", "name", "form", "one", "other"), RANDOM)
def test_what_is_random_in_a_header_is_masked_and_nothing_beside_it(
    request_: Request, name: str, form: str, one: str, other: str
) -> None:
    old = Reply(302, ((name, form.format(one)),), b"")
    assert compare(request_, old, Reply(302, ((name, form.format(other)),), b"")) is None
    assert compare(request_, old, Reply(302, ((name, f"{form.format(other)}; Secure"),), b"")) is not None
    # The same value elsewhere is no random one.
    elsewhere = Request("k", "delivery", "/news")
    assert compare(elsewhere, old, Reply(302, ((name, form.format(other)),), b"")) is not None


def test_what_is_random_in_a_body_takes_its_length_and_etag_along() -> None:
    asked = Request("k", "cms", "/api/preview/exchange", "POST")

    def answered(key: str, etag: str, path: str = "/news") -> Reply:
        body = f'{{"key":"{key}","path":"{path}"}}'.encode()
        return Reply(200, (("content-length", str(len(body))), ("etag", etag)), body)

    assert compare(asked, answered("aaa", '"1"'), answered("bb", '"2"')) is None
    assert compare(asked, answered("aaa", '"1"'), answered("bb", '"2"', "/blog")) is not None
    assert masked(asked, answered("aaa", '"1"')).body == b'{"key":"MASKED","path":"/news"}'


def test_every_mask_has_a_reason_and_blots_out_one_group() -> None:
    assert [mask for mask in MASKS if not mask.reason or mask.pattern.count("(") - mask.pattern.count("\\(") != 1] == []


def test_the_report_counts_each_kind_and_shows_a_bounded_number() -> None:
    found = [Difference(ASKED, (f"status: 200 → {404 + n}",)) for n in range(SHOWN_EACH_KIND + 2)]
    lines = report(found, Counter({ASKED.kind: 30, "public site: pages": 5})).splitlines()
    assert (lines[0], lines[1]) == (f"{ASKED.kind}: {ASKED}", "    status: 200 → 404")
    assert sum(line.startswith("    status") for line in lines) == SHOWN_EACH_KIND
    assert lines[-6:] == [
        f"{ASKED.kind}: 2 more, all in differences.txt",
        "",
        "kind                 requests  differ",
        "public API: content        30      22",
        "public site: pages          5       0",
        "all                        35      22",
    ]


def test_a_server_that_fails_alike_on_both_sides_shows() -> None:
    replies = [REPLY, Reply(404, (), b""), REPLY, Reply(0, (), b""), Reply(500, (), b"")]
    assert statuses(replies) == "no reply: 1, 200: 2, 404: 1, 500: 1"


def test_values_of_a_parameter_are_on_both_sides_of_every_bound() -> None:
    number = values_of({"type": "integer", "minimum": 1, "maximum": 100}, "limit", {})
    assert {"0", "1", "2", "3", "100", "101", "x", ""} <= set(number)
    word = values_of({"type": "string", "enum": ["title", "-title"]}, "order", {})
    assert word == ["title", "-title", "nonsense", "TITLE", ""]
    text = values_of({"type": "string", "maxLength": 400}, "q", {})
    assert {"a" * 400, "a" * 401} <= set(text)
    several = values_of({"type": "array", "items": {"type": "string"}, "maxItems": 2}, "topic", {"topic": ["a", "b"]})
    assert several[:2] == ["a", "b"]
    assert several[-1].count(",") == 2


def test_searches_come_from_the_content_and_are_the_same_each_time() -> None:
    titles = [f"Vaccination clinic number {word}" for word in ("alpha", "bravo", "charlie", "delta", "foxtrot")]
    found = searches(titles, ["Where walking hurts, water helps"], 60)
    assert found == searches(titles, ["Where walking hurts, water helps"], 60)
    assert len(found) == len(set(found)) >= 60
    assert {"", titles[0], typo("vaccination"), "x" * 401, "vaccinatio"} <= set(found)
    assert typo("water") == "wtaer"
    assert spread(["a", "b", "c", "d"], 2) == ["a", "c"]
    assert {"v", "a" * 401, ""} <= set(beginnings(titles))


def test_conditional_requests_send_what_the_old_reply_said() -> None:
    page = Request("public site: pages", "public", "/")
    reply = Reply(200, (("etag", '"1"'),), b'<link href="/assets/a.css">')
    made = list(conditional([page, page], [reply, Reply(404, (("etag", '"2"'),), b"")]))
    assert [each.headers for each in made[:2]] == [(("If-None-Match", '"1"'),), (("If-None-Match", 'W/"1"'),)]
    assert {each.target for each in made[2:]} == {"/assets/a.css"}


def test_processes_stand_at_the_clock_they_are_given() -> None:
    said = "import time, sys; from datetime import datetime, UTC; print(datetime.now(UTC), 'pytest' in sys.modules)"
    clock = {"PYTHONPATH": str(CLOCK), "COMPARE_CLOCK": "2027-03-10T09:30:00+00:00", "COMPARE_CLOCK_MOVES": "0"}
    printed = subprocess.run(
        [sys.executable, "-c", said], env=os.environ | clock, capture_output=True, text=True, check=True
    ).stdout
    assert printed == "2027-03-10 09:30:00+00:00 False\n"


def test_old_replies_are_kept_as_they_were_under_their_mark_alone(tmp_path: Path) -> None:
    sent = Request("k", "cms", "/x", "POST", (("Content-Type", "text/plain"),), b"\xff\x00")
    rounds = [Round([ASKED, sent], [REPLY, Reply(0, (("no-reply", "OSError"),), b"\x80")]), Round([], [])]
    assert saved_replies(tmp_path, "clean 1") is None
    save_replies(tmp_path, "clean 1", {"cms": 1}, rounds)
    assert saved_replies(tmp_path, "clean 1") == ({"cms": 1}, rounds)
    assert saved_replies(tmp_path, "clean 2") is None


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = f"{self.command} {self.path} {self.headers['Host']}".encode()
        self.send_response(203)
        for name in ("X-B", "X-A"):
            self.send_header(name, "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_reply_has_every_header_and_a_dead_server_is_a_reply_too(port: int) -> None:
    with closing(Asking({"cms": port, "staff": 1})) as asking:
        reply = asking.ask(Request("k", "cms", "/a%2Fb?x=%00"))
        none = asking.ask(Request("k", "staff", "/"))
    assert (reply.status, reply.body) == (203, b"GET /a%2Fb?x=%00 cms.headland.example")
    assert [name for name, _ in reply.headers] == ["content-length", "date", "server", "x-a", "x-b"]
    assert none == Reply(0, (("no-reply", "ConnectionRefusedError"),), b"")


def test_servers_start_as_the_checkout_says(tmp_path: Path) -> None:
    """What is compared is what production runs: each checkout's own command."""
    ports = {"cms": 18002, "delivery": 18003, "public": 18000, "staff": 18001}
    now = Checkout(ROOT, tmp_path, ports, datetime(2026, 11, 30, tzinfo=UTC), "python")
    lines = dict(line.split(": exec ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert {name: " ".join(command_of(now, name)) for name in SERVERS} == {name: lines[name] for name in SERVERS}
    before = replace(now, folder=tmp_path)
    assert command_of(before, "cms")[1:6] == ["-m", "granian", "--interface", "wsgi", "--host"]
    assert command_of(before, "public")[-1] == "frontend_templates.public.app:app"


def test_the_public_process_serves_at_a_time_that_stands_still(tmp_path: Path) -> None:
    log = MemoryLog()
    log.put("/page", title="A page")
    follower = CopyFollower(tmp_path / "copies" / "public.sqlite3", "public", MemorySource(log))
    follower.catch_up()
    follower.close()
    checkout = Checkout(ROOT, tmp_path, {"delivery": free_port()}, datetime(2030, 5, 1, 9, tzinfo=UTC))
    checkout.ports.update(cms=free_port(), public=free_port(), staff=free_port())
    with serving(checkout, tmp_path / "logs", ["delivery"]), closing(Asking(checkout.ports)) as asking:
        reply = asking.ask(Request("k", "delivery", "/api/public/v1/content/page"))
    assert (reply.status, b'"title": "A page"' in reply.body) == (200, True), reply
