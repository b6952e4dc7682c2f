"""Parts of media: the bytes that were asked for and no others, to whoever may read the whole, over sockets too."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.cms.media.conftest import Follow, addresses, body_of, with_media
from tests.site_content.media.uploads import PDF
from tests.site_content.publishing.conftest import Add, unpublish

SIZE = len(PDF)
PARTS = {
    "bytes=0-0": (0, 1),
    "bytes=0-": (0, SIZE),
    "bytes=5-9": (5, 10),
    "Bytes = 5-9 ": (5, 10),
    f"bytes={SIZE - 1}-": (SIZE - 1, SIZE),
    f"bytes=3-{'9' * 20}": (3, SIZE),
    "bytes=-4": (SIZE - 4, SIZE),
    f"bytes=-{SIZE + 50}": (0, SIZE),
}
BEYOND = (f"bytes={SIZE}-", f"bytes={'9' * 20}-", "bytes=-0", f"bytes={SIZE + 3}-{SIZE + 9}")
WHOLE = ("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-5", "items=0-1", "bytes=1-2-3", "bytes=0x1-",
         "bytes=+1-", "bytes=\xb2-", f"bytes={'9' * 21}-", "bytes=0-0,5-6", "bytes=" + "0-0," * 900)  # fmt: skip


@pytest.fixture
def urls(db: None, home: Any, staff_home: Any, add: Add, follow: Follow) -> list[str]:
    """The addresses of a public file and of one for staff."""
    pages = [add(home, "Outside", **with_media()), add(staff_home, "Inside", **with_media(staff=True))]
    follow()
    return [addresses(page)[2] for page in pages]


def test_a_part_is_answered_with_its_bytes_and_where_they_stand(urls: list[str], staff: Client) -> None:
    for url in urls:
        whole = staff.get(url)
        assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Length"]) == (200, "bytes", str(SIZE))
        assert "Content-Range" not in whole
        for value, (start, end) in PARTS.items():
            got = staff.get(url, headers={"Range": value})
            assert (got.status_code, body_of(got)) == (206, PDF[start:end]), value
            assert got["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
            assert got["Content-Length"] == str(end - start)
            same = ("ETag", "Cache-Control", "Content-Type", "Content-Security-Policy", "Surrogate-Key")
            assert [got.get(name) for name in same] == [whole.get(name) for name in same]


def test_what_lies_beyond_the_end_is_416_and_says_how_long_it_is(urls: list[str], staff: Client) -> None:
    for url in urls:
        for value in BEYOND:
            got = staff.get(url, headers={"Range": value})
            assert (got.status_code, got["Content-Range"]) == (416, f"bytes */{SIZE}"), value
            assert got["Cache-Control"] == "no-store"


def test_what_is_no_single_range_gets_the_whole(urls: list[str], staff: Client) -> None:
    """Several ranges too: no request costs more than the file has bytes."""
    for url in urls:
        for value in WHOLE:
            got = staff.get(url, headers={"Range": value})
            assert (got.status_code, body_of(got), "Content-Range" in got) == (200, PDF, False), value


def test_a_part_is_of_the_version_that_if_range_names(urls: list[str], staff: Client) -> None:
    for url in urls:
        etag = staff.get(url)["ETag"]
        for named, status in {etag: 206, f" {etag} ": 206, f"W/{etag}": 200, '"other"': 200, "": 200}.items():
            got = staff.get(url, headers={"Range": "bytes=1-3", "If-Range": named})
            assert (got.status_code, body_of(got)) == (status, PDF[1:4] if status == 206 else PDF), named
        dated = {"Range": "bytes=1-3", "If-Range": "Mon, 05 Jan 2099 09:00:00 GMT"}
        assert staff.get(url, headers=dated).status_code == 200
        # Who has the version already is told so, and not sent a part of it.
        assert staff.get(url, headers={"Range": "bytes=1-3", "If-None-Match": etag}).status_code == 304


def test_a_head_tells_of_the_whole(urls: list[str], staff: Client) -> None:
    """RFC 9110 defines ranges for GET alone."""
    for url in urls:
        for value in ("bytes=1-3", f"bytes={SIZE}-"):
            got = staff.head(url, headers={"Range": value})
            assert (got.status_code, got["Content-Length"], got["Accept-Ranges"]) == (200, str(SIZE), "bytes")
            assert body_of(got) == b""


def test_a_part_is_for_who_may_read_the_whole(
    home: Any, staff_home: Any, add: Add, follow: Follow, staff: Client
) -> None:
    pages = [add(home, "Outside", **with_media()), add(staff_home, "Inside", **with_media(staff=True))]
    follow()
    public, inside = (addresses(page)[2] for page in pages)
    for value in ("bytes=0-3", f"bytes={SIZE}-", "bytes=0-0,1-1"):
        assert Client().get(inside, headers={"Range": value}).status_code == 302
    pages[1].view_restrictions.create(restriction_type="groups").groups.add(Group.objects.create(name="Payroll"))
    unpublish(pages[0])
    follow()
    for url in (public, inside):
        for value in ("bytes=0-3", f"bytes={SIZE}-"):
            etag = {"If-Range": '"x"'}
            refused = [staff.get(url, headers={"Range": value, **more}) for more in ({}, etag)]
            assert [(got.status_code, got.get("Content-Range")) for got in refused] == [(404, None)] * 2


APP = """
from cms.media.byte_ranges import FileSlice, byte_range
from cms.serving.bodies import BodyLimits
from cms.serving.server import Server

def wsgi(environ, start_response):
    file = open(environ["PATH_INFO"], "rb")
    part = byte_range(environ.get("HTTP_RANGE", ""), 1_000_000)
    length = part.end - part.start if part else 1_000_000
    start_response("206 Partial Content" if part else "200 OK", [("Content-Length", str(length))])
    return environ["wsgi.file_wrapper"](FileSlice(file, part) if part else file)

application = Server(wsgi, 1, BodyLimits(lambda scope: 0))
"""


@pytest.mark.serial
def test_the_server_sends_the_part_of_the_file(tmp_path: Path) -> None:
    """Through granian, which sends the file itself."""
    body = b"".join(b"%07d\n" % number for number in range(125_000))
    (tmp_path / "served.bin").write_bytes(body)
    (tmp_path / "ranged_app.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(__file__).resolve().parents[3]}"}
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(port), "ranged_app:application"]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ask(port, tmp_path, "", tries=100)
        for value, part in {"": body, "bytes=0-0": body[:1], "bytes=-9": body[-9:], "bytes=9-": body[9:],
                            "bytes=500000-700000": body[500_000:700_001]}.items():  # fmt: skip
            assert ask(port, tmp_path, value) == part, value
    finally:
        server.terminate()
        server.wait(10)


def ask(port: int, folder: Path, value: str, tries: int = 1) -> bytes:
    """Return the bytes of an answer; the server may still be starting."""
    for last in range(tries - 1, -1, -1):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", f"{folder}/served.bin", headers={"Range": value} if value else {})
            return connection.getresponse().read()
        except OSError:
            if not last:
                raise
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("not asked")
