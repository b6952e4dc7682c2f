"""Clients that stop in the middle of headers or bodies cost others nothing, on each server and without a proxy."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.architecture.tracked import ROOT
from tests.faults.four_servers import ALIVE, PASSWORD, POSTS, PUBLISH, FourServers, four_servers
from tests.faults.web_editor import WebEditor

pytestmark = [pytest.mark.serial, pytest.mark.django_db]
EACH = 30
MAX_SECONDS = 5.0


@pytest.fixture(scope="module")
def servers(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FourServers]:
    with four_servers(migrated, tmp_path_factory.mktemp("clients")) as running:
        yield running


@pytest.fixture
def stopped(servers: FourServers) -> Iterator[dict[str, list[socket.socket]]]:
    """Connections to each server that stopped in the middle: first of headers, then of bodies."""
    with ExitStack() as stack:
        connections: dict[str, list[socket.socket]] = {}
        for name in ALIVE:
            beginnings = [servers.half_headers(name)] * EACH + [servers.half_body(name)] * EACH
            connections[name] = [stack.enter_context(servers.connect(name, part)) for part in beginnings]
        yield connections


@pytest.mark.usefixtures("stopped")
def test_others_are_answered_and_editors_go_on(servers: FourServers) -> None:
    began = time.monotonic()
    with httpx.Client(trust_env=False, timeout=MAX_SECONDS) as client:
        for name, path in ALIVE.items():
            assert client.get(f"{servers.roots[name]}{path}").status_code == 200, name
        answer = client.post(f"{servers.roots['delivery']}{POSTS['delivery']}", json={"path": "/", "useful": True})
        assert answer.status_code == 202
        assert servers.sign_in(client).status_code == 302
        assert client.get(f"{servers.roots['cms']}/admin/").status_code == 200
    assert float(servers.manage("shell", "-v0", "-c", PUBLISH).splitlines()[-1]) < MAX_SECONDS
    assert time.monotonic() - began < 60


def test_who_stops_is_told_and_the_connection_is_closed(
    servers: FourServers, stopped: dict[str, list[socket.socket]]
) -> None:
    for name, connections in stopped.items():
        headers, body = connections[0], connections[-1]
        assert body.recv(65_536).startswith(b"HTTP/1.1 408 "), name
        assert not rest_of(body), name
        # hyper closes without a word.
        assert not rest_of(headers).startswith(b"HTTP/1.1 2"), name
    for name in ALIVE:
        servers.wait_for(name)


def test_a_body_that_is_too_large_or_has_no_length_is_refused_unread(servers: FourServers) -> None:
    for name, path in POSTS.items():
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{servers.ports[name]}\r\nContent-Type: application/json\r\n"
        with servers.connect(name, f"{head}Content-Length: 99999999999\r\n\r\n{{".encode()) as connection:
            assert connection.recv(65_536).startswith(b"HTTP/1.1 413 "), name
        with servers.connect(name, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode()) as connection:
            assert connection.recv(65_536).startswith(b"HTTP/1.1 411 "), name


@pytest.mark.parametrize("stops_in", ["headers", "body", "form"])
def test_an_editor_saves_and_publishes_while_200_clients_stop(servers: FourServers, stops_in: str) -> None:
    parts = {"headers": servers.half_headers("cms"), "body": servers.half_body("cms"), "form": half_form(servers)}
    slug, title, home = f"{stops_in}-stop", f"Published while clients stop in the {stops_in}", servers.home()
    with ExitStack() as stack:
        stopped = [stack.enter_context(servers.connect("cms", parts[stops_in])) for _ in range(200)]
        editor = WebEditor(servers.roots["cms"], home, timeout=MAX_SECONDS)
        stack.callback(editor.close)
        editor.sign_in("hand", PASSWORD)
        key = editor.save_draft("A draft", slug)
        assert editor.publish(key, title, slug).status_code == 302
        assert is_waiting(stopped[-1]), "the clients were gone before the editor was done"
        published, end = None, time.monotonic() + MAX_SECONDS
        while published != title and time.monotonic() < end:
            answer = editor.client.get(f"{servers.roots['delivery']}/api/public/v1/content/{slug}")
            published = answer.json().get("title")
        assert published == title


def half_form(servers: FourServers) -> bytes:
    """Return the beginning of a sign-in."""
    head = f"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1:{servers.ports['cms']}\r\nContent-Length: 5000\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=hand&pass".encode()


def is_waiting(connection: socket.socket) -> bool:
    """Say whether a server has neither answered nor closed a connection."""
    connection.setblocking(False)
    try:
        connection.recv(1)
    except BlockingIOError:
        return True
    return False


@pytest.mark.drill
@pytest.mark.parametrize("each", [60, 200])
def test_p99_of_others_stays_within_twice_of_before(servers: FourServers, each: int) -> None:
    before = {name: p99(servers, name) for name in ALIVE}
    with ExitStack() as stack:
        for name in ALIVE:
            for number in range(each):
                part = servers.half_body(name) if number % 2 else servers.half_headers(name)
                stack.enter_context(servers.connect(name, part))
        during = {name: p99(servers, name) for name in ALIVE}
    print(each, {name: (round(before[name] * 1000, 1), round(during[name] * 1000, 1)) for name in ALIVE})
    # Two milliseconds are what a clock and a scheduler may add to any.
    assert not {name for name in ALIVE if during[name] > 2 * before[name] + 0.002}, (before, during)


def p99(servers: FourServers, name: str) -> float:
    """Return what the slowest of a hundred requests takes, in seconds, over 300 of them."""
    times = []
    with httpx.Client(base_url=servers.roots[name], trust_env=False, timeout=30) as client:
        for _ in range(300):
            began = time.monotonic()
            client.get("/health" if name in {"public", "staff"} else ALIVE[name]).raise_for_status()
            times.append(time.monotonic() - began)
    return sorted(times)[297]


def test_a_second_server_on_a_port_is_refused_and_no_worker_outlives_its_server(servers: FourServers) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "scripts.serve", "public"],
        cwd=ROOT, env=servers.environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"Port {servers.ports['public']} is in use. Choose another: HEADLAND_PUBLIC_PORT=…\n"
    os.kill(servers.processes["public"].pid, signal.SIGKILL)
    servers.processes["public"].wait(5)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", servers.ports["public"]), timeout=2).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.1)
    pytest.fail("a worker listens on after its server was killed")


def rest_of(connection: socket.socket) -> bytes:
    """Return what a server sends until it closes a connection."""
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received
