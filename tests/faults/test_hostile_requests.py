"""Raw bytes over sockets to the four servers: no 5xx, and no answer that takes long. 7,200 in ``make drills``."""

from __future__ import annotations

import os
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.four_servers import ALIVE, FourServers, four_servers
from tests.faults.hostile_requests import hostile_requests

pytestmark = [pytest.mark.serial, pytest.mark.django_db]
FEW, MANY = 60, 1_800
# On an idle machine none takes two; others may be working on this one.
MAX_SECONDS = float(os.environ.get("HEADLAND_TEST_MAX_SECONDS", "10"))
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@pytest.fixture(scope="module")
def servers(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FourServers]:
    # Limits would answer most of these before anything is read.
    rates = dict.fromkeys(("FEEDBACK", "EVENT", "SIGN_IN", "RESET"), "none")
    settings = {f"HEADLAND_{name}_RATE": rate for name, rate in rates.items()}
    with four_servers(migrated, tmp_path_factory.mktemp("hostile"), **settings) as running:
        yield running


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.drill)])
def test_no_request_is_a_fault_of_ours(servers: FourServers, count: int) -> None:
    faults, statuses, slow = [], Counter[str](), []
    for name in ALIVE:
        for request in hostile_requests(name, servers.ports[name], count):
            began = time.monotonic()
            status = answer_to(servers.ports[name], request)
            seconds = time.monotonic() - began
            statuses[f"{name} {status}"] += 1
            slow.append((round(seconds, 2), name, status, request[:100]))
            if status >= 500 or seconds > MAX_SECONDS:
                faults.append((name, status, round(seconds, 2), request[:200]))
    print(*sorted(slow)[-20:], sep="\n")
    assert not faults, faults[:20]
    # Not all refused at the door: what they are about is reached.
    assert {f"{name} 200" for name in ALIVE} <= set(statuses), statuses
    for name in ALIVE:
        servers.wait_for(name)


def answer_to(port: int, request: bytes) -> int:
    """Return the status that a server answers, 0 when it closes the connection without one."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(65_536):
                received += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    match = STATUS.match(received)
    return int(match[1]) if match else 0
