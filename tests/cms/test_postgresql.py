"""PostgreSQL that stands still, or is away, keeps nobody waiting."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import Error, OperationalError

from cms.internal.bounded_read import BoundedReads
from cms.postgresql import base
from cms.settings.database import databases
from tests.faults.middleman import Middleman

pytestmark = [pytest.mark.postgres, pytest.mark.serial]


class Way:
    """A connection to a real server through a middleman that can stand still."""

    def __init__(self, url: str, folder: Path, seconds: int) -> None:
        parts = urlsplit(url)
        self.middleman = Middleman((parts.hostname or "127.0.0.1", parts.port or 5432))
        place = f"127.0.0.1:{self.middleman.port}"
        credentials = parts.netloc.rpartition("@")[0]
        through = f"postgres://{credentials}@{place}{parts.path}?connect_timeout=2"
        settings = databases(through, folder, seconds)["default"]
        defaults: dict[str, Any] = {
            "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None, "TEST": {}, "CONN_HEALTH_CHECKS": True,
        }  # fmt: skip
        self.connection = base.DatabaseWrapper(defaults | settings, "through")
        self.connection.inc_thread_sharing()

    def ask(self, statement: str = "SELECT 1") -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()


@pytest.fixture(autouse=True)
def connections_of_our_own(django_db_blocker: Any) -> Iterator[None]:
    """Nothing here touches the tests' own database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def way(postgres_url: str, tmp_path: Path) -> Iterator[Way]:
    made = Way(postgres_url, tmp_path, 2)
    yield made
    with suppress(Error):
        made.connection.close()
    made.middleman.close()


def timed(way: Way, statement: str = "SELECT 1") -> tuple[float, str]:
    """Ask; return how long it took, and the error."""
    began = time.monotonic()
    try:
        way.ask(statement)
    except OperationalError as error:
        return time.monotonic() - began, str(error)
    return time.monotonic() - began, ""


def test_a_statement_has_a_limit_of_time(way: Way) -> None:
    assert "statement timeout" in timed(way, "SELECT pg_sleep(20)")[1]
    assert way.ask() == (1,)


def test_a_server_that_stands_still_is_given_up_and_found_again(way: Way) -> None:
    assert way.ask() == (1,)
    way.middleman.be("hang")
    seconds, error = timed(way)
    assert (seconds < 15, "has not answered" in error) == (True, True), error
    # Then nobody waits for what the last one waited for, the same request least of all.
    for _ in range(2):
        way.connection.close()
        seconds, error = timed(way)
        assert (seconds < 0.5, "a moment ago" in error) == (True, True), error
    time.sleep(base.REST_SECONDS)
    seconds, error = timed(way)
    assert (seconds < 15, "a moment ago" in error) == (True, False), error
    way.middleman.be("pass")
    time.sleep(base.REST_SECONDS)
    way.connection.close()
    assert way.ask() == (1,)


def test_long_work_on_a_server_that_is_alive_is_not_given_up(postgres_url: str, tmp_path: Path) -> None:
    way = Way(postgres_url, tmp_path, 0)
    assert way.ask(f"SELECT pg_sleep({base.ALIVE_SECONDS + 1})") is not None
    way.connection.close()
    way.middleman.close()


def test_a_read_for_a_probe_comes_back_in_time(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.internal.bounded_read.connection", way.connection)
    reads = BoundedReads(0.5, 1)
    assert reads.run(way.ask) == (1,)
    way.middleman.be("hang")
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(Error):
            reads.run(way.ask)
        assert time.monotonic() - began < 2
