"""Limits by address: what a client gets, across processes and behind our own sites."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms.api.client_address import network_of
from cms.api.limits import Limits, parse_rate
from cms.api.query_ids import write_query_id

FEEDBACK, EVENTS = "/api/public/v1/feedback", "/api/public/v1/search/events"
TOKEN = "a token of this test"


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = "cms.urls.delivery", []
    settings.DATA, settings.SPOOL = tmp_path, tmp_path / "spool"
    settings.FEEDBACK_RATE = settings.EVENT_RATE = "3/min"
    settings.SITE_TOKEN = TOKEN
    return Client()


def send(client: Client, address: str = "192.0.2.1", path: str = FEEDBACK, **more: Any) -> Any:
    body = more.pop("body", {"path": "/", "useful": True})
    return client.post(path, json.dumps(body), "application/json", REMOTE_ADDR=address, **more)


def events(folder: Path) -> list[Any]:
    file = folder / "spool" / "events.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_an_address_that_sends_too_much_is_asked_to_wait(client: Client, tmp_path: Path) -> None:
    assert [send(client).status_code for _ in range(5)] == [202, 202, 202, 429, 429]
    refused = send(client)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.json()["detail"] == f"Too many of these from this address. Try again in {refused['Retry-After']} s."
    assert send(client, "192.0.2.2").status_code == 202
    assert len(events(tmp_path)) == 4


def test_a_site_speaks_for_its_reader_with_the_token_and_nobody_does_without(client: Client) -> None:
    own = {"HTTP_X_HEADLAND_SITE": TOKEN, "HTTP_X_HEADLAND_READER": "198.51.100.7"}
    assert [send(client, **own).status_code for _ in range(4)] == [202, 202, 202, 429]
    assert send(client, **{**own, "HTTP_X_HEADLAND_READER": "198.51.100.8"}).status_code == 202
    strange = [
        send(client, "192.0.2.3", HTTP_X_HEADLAND_SITE="no", HTTP_X_HEADLAND_READER=f"198.51.100.{number}")
        for number in range(4)
    ]
    assert [answer.status_code for answer in strange] == [202, 202, 202, 429]


def test_a_query_id_counts_once_for_a_reader(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EVENT_RATE = "none"
    from cms.api import clock

    shown = {"query_id": write_query_id("flu", False, clock.now()), "kind": "search"}
    opened = {**shown, "kind": "click", "position": 2}
    for _ in range(20):
        assert send(client, path=EVENTS, body=shown).status_code == 202
        assert send(client, path=EVENTS, body=opened).status_code == 202
    assert [event["kind"] for event in events(tmp_path)] == ["search", "click"]
    assert send(client, "192.0.2.9", EVENTS, body=shown).status_code == 202
    assert len(events(tmp_path)) == 3


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 403), ("null", 403), ("http://testserver", 202), ("https://public.example", 202)],
)
def test_pages_of_other_sites_cannot_send(client: Client, settings: Any, origin: str, status: int) -> None:
    settings.SITE_URLS = ["https://public.example"]
    assert send(client, HTTP_ORIGIN=origin).status_code == status


def count(file: Path, passes: Any) -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(SECRET_KEY="x")
        django.setup()
    limits = Limits(file)
    passes.put(sum(limits.wait("a", "20/hour", "192.0.2.1") == 0 for _ in range(30)))


def test_processes_share_one_limit(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    passes = context.Queue()
    processes = [context.Process(target=count, args=(tmp_path / "limits.sqlite3", passes)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert sum(passes.get(timeout=10) for _ in processes) == 20


def test_a_bucket_fills_again_and_a_clock_put_back_shuts_nobody_out(tmp_path: Path, settings: Any) -> None:
    now = [1_000_000.0]
    limits = Limits(tmp_path / "limits.sqlite3", lambda: now[0])
    assert [limits.wait("a", "2/min", "x") for _ in range(3)] == [0, 0, 30]
    now[0] += 30
    assert [limits.wait("a", "2/min", "x") for _ in range(2)] == [0, 30]
    now[0] -= 500_000
    assert 0 < limits.wait("a", "2/min", "x") <= 30


def test_a_file_that_cannot_be_used_limits_nothing(tmp_path: Path) -> None:
    (tmp_path / "limits.sqlite3").write_bytes(b"this is no database" * 1000)
    limits = Limits(tmp_path / "limits.sqlite3")
    assert [limits.wait("a", "1/min", "x") for _ in range(3)] == [0, 0, 0]


def test_a_household_of_ipv6_is_one_client() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") != network_of("2001:db8:1:3::9")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert parse_rate("10/min") == (10, 60)
