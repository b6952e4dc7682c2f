"""deploy/nginx as Debian's nginx takes it: slow and greedy clients wait there, and what they claim is not passed on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT

NGINX = os.environ.get("HEADLAND_BENCH_NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [pytest.mark.drill, pytest.mark.skipif(not NGINX, reason="nginx is not installed")]
HOSTS = {"PUBLIC": "public.example", "STAFF": "staff.example", "CMS": "cms.example"}
SLOW = 200


class Echo(BaseHTTPRequestHandler):
    """Answers with what nginx passed on."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        document = {
            "headers": dict(self.headers),
            "body": len(self.rfile.read(length)),
            "at": self.connection.getsockname()[1],
        }
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, listen = tmp_path_factory.mktemp("nginx"), free_port()
    text = (ROOT / "deploy/nginx/headland.conf").read_text()
    with ExitStack() as stack:
        for name in ("PUBLIC", "STAFF", "CMS", "DELIVERY"):
            server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            text = text.replace(f"{name}_ADDRESS", f"127.0.0.1:{server.server_port}")
        for name, host in HOSTS.items():
            text = text.replace(f"{name}_HOST", host)
        (folder / "tls").write_text("")
        text = text.replace("LISTEN_ADDRESS", f"127.0.0.1:{listen}").replace("TLS_FILE", str(folder / "tls"))
        yield from running(folder, text, listen)


def running(folder: Path, text: str, port: int) -> Iterator[int]:
    assert NGINX
    user = "user root;" if os.geteuid() == 0 else ""
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in names)
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 2048; }}\n"
        f"http {{ access_log off; {places}\n{text}\n}}"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    with subprocess.Popen(command) as process:
        try:
            end = time.monotonic() + 20
            while time.monotonic() < end:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def get(port: int, host: str, path: str = "/", **headers: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"host": host, **headers}, timeout=5, trust_env=False)


def test_hosts_lead_to_their_process_and_claims_are_not_passed_on(port: int) -> None:
    claims = {"x-forwarded-for": "203.0.113.9", "x-headland-reader": "203.0.113.9", "x-headland-site": "token"}
    answers = [get(port, host, **claims).json() for host in HOSTS.values()]
    answers.append(get(port, HOSTS["PUBLIC"], "/api/public/v1/site", **claims).json())
    assert len({answer["at"] for answer in answers}) == 4
    for answer in answers:
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert not {"x-headland-reader", "x-headland-site"} & set(headers)
    assert get(port, HOSTS["CMS"], "/api/feed/changes").status_code == 404
    with pytest.raises(httpx.TransportError):
        get(port, "strange.example")


def test_bodies_are_bounded_by_where_they_go(port: int) -> None:
    for host, path, size, status in (
        ("public.example", "/feedback", 70_000, 413),
        ("cms.example", "/api/preview/exchange", 70_000, 413),
        ("cms.example", "/admin/images/multiple/add/", 5_000_000, 200),
        ("cms.example", "/admin/images/multiple/add/", 110_000_000, 413),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\nExpect: 100-continue\r\n\r\n"
            connection.sendall(head.encode())
            answer = connection.recv(100)
            if answer.startswith(b"HTTP/1.1 100"):
                connection.sendall(b"x" * size)
                answer = connection.recv(100)
            assert answer.startswith(f"HTTP/1.1 {status}".encode()), (host, path, size, answer)


def test_who_stops_in_the_middle_costs_others_nothing(port: int) -> None:
    with ExitStack() as stack:
        # More than one address may have: what is over it is told at once, and that is all it costs.
        for number in range(SLOW):
            body = "POST /feedback HTTP/1.1\r\nHost: public.example\r\nContent-Length: 500\r\n\r\n{"
            text = body if number % 2 else "POST /feedback HTTP/1.1\r\nHost: publ"
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)).sendall(text.encode())
        began = time.monotonic()
        assert get(port, "staff.example").status_code in {200, 429}
        assert time.monotonic() - began < 2


def test_who_posts_too_often_is_told(port: int) -> None:
    time.sleep(1)
    statuses = [
        httpx.post(f"http://127.0.0.1:{port}/x", headers={"host": "staff.example"}, trust_env=False).status_code
        for _ in range(40)
    ]
    assert {200, 429} >= set(statuses) and 429 in statuses
