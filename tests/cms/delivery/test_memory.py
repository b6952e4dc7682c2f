"""Memory of the public process: nothing that waits for the garbage collector holds an answer's body."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

from cms.api.reader import reader_for
from cms.api.reply import Reply
from cms.delivery.front import Front
from site_content.followers.copies.follow import CopyFollower
from tests.bench.load import resident_megabytes
from tests.bench.servers import delivery
from tests.cms.api_calls import PUBLIC
from tests.site_content.followers.copies.made import MemoryLog, MemorySource

ADDRESSES = [
    "changes?limit=500",
    "items?include=body",
    "search?q=flu",
    "topics",
    "items?limit=x",
    "nowhere",
    "content/x",
]


@pytest.fixture
def no_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def holders() -> list[Any]:
    """Return all that holds the body of an answer. By type(): isinstance would wake the lazy objects of other tests."""
    objects = gc.get_objects()
    replies = [each for each in objects if issubclass(type(each), Reply)]
    return replies + [each for each in objects if issubclass(type(each), HttpResponse) and each.content]


# With a database, as Django looks at the connections that tests before it have left open.
@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_body_waits_for_the_garbage_collector(
    copies: dict[str, Path], as_delivery: Any, no_collections: None, address: str
) -> None:
    # Tests before this may hold answers for as long as the run lasts.
    before = holders()
    front = Front(WSGIHandler(), reader_for("public"), 1)
    path, _, query = f"{PUBLIC}/{address}".partition("?")
    for _ in range(3):
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        assert b"".join(front(environ, lambda status, headers: None))
    assert [each for each in holders() if not any(each is other for other in before)] == []


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc")  # noqa: PTH110
def test_a_hundred_large_pages_of_changes_leave_little_behind(tmp_path: Path) -> None:
    log = MemoryLog()
    for number in range(700):
        log.put(f"/p{number}", text=f"{number} words " * 600)
    follower = CopyFollower(tmp_path / "copies" / "public.sqlite3", "public", MemorySource(log))
    follower.catch_up()
    follower.close()
    with delivery(tmp_path, HEADLAND_LOG_LEVEL="ERROR") as server, httpx.Client(trust_env=False) as web:
        for number in range(100):
            answer = web.get(f"{server.url}{PUBLIC}/changes?limit=500&after={number}")
            assert len(answer.raise_for_status().content) > 2_000_000
        assert resident_megabytes(server.pid) <= 150
