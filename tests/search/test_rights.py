"""What a process's user may do in Elasticsearch beyond what it needs."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings

from cms.delivery.apps import elasticsearch_rights
from search.elastic import connect
from search.elastic.rights import needless_rights
from search.errors import EngineUnavailable

OWN, OTHER = "headland-public", "headland-staff"
Serve = Callable[[int, dict[str, Any]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that answers so, as Elasticsearch does; return its address."""
    servers: list[socketserver.ThreadingTCPServer] = []

    def start(status: int, answer: dict[str, Any]) -> str:
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 {status} X\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\n"

        class Answer(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                while self.request.recv(100_000):
                    self.request.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def rights(own: dict[str, bool], other: dict[str, bool], manage: bool) -> dict[str, Any]:
    return {"index": {f"{OWN}*": own, f"{OTHER}*": other}, "cluster": {"manage": manage}}


NONE = {"read": False, "write": False}
READ = {"read": True, "write": False}
ALL = {"read": True, "write": True}


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (rights(READ, NONE, False), []),
        (rights(READ, READ, False), [f"the user may read {OTHER}"]),
        (rights(ALL, ALL, True), [f"the user may write {OWN}", f"the user may read {OTHER}",
                                  f"the user may write {OTHER}", "the user may manage the cluster"]),
        (rights(NONE, NONE, False), [f"the user may not read {OWN}"]),
    ],
)  # fmt: skip
def test_whoever_may_do_more_than_read_its_own_index_is_named(
    serve: Serve, answer: dict[str, Any], faults: list[str]
) -> None:
    url = serve(200, answer)
    assert needless_rights(connect(url), OWN, [OTHER]) == faults
    with override_settings(ELASTICSEARCH_URL=url, ELASTICSEARCH_PREFIX="headland"):
        assert [warning.msg for warning in elasticsearch_rights(None)] == [f"Elasticsearch: {each}." for each in faults]


def test_without_users_everybody_may_read(serve: Serve) -> None:
    assert needless_rights(connect(serve(400, {"error": "no handler"})), OWN, [OTHER]) == [
        f"Elasticsearch knows no users: anybody may read {OTHER}"
    ]


def test_one_that_is_away_or_refuses_the_password_is_told(serve: Serve) -> None:
    for url in ("http://127.0.0.1:9", serve(401, {"error": "unable to authenticate"})):
        with pytest.raises(EngineUnavailable):
            needless_rights(connect(url), OWN, [OTHER])
        with override_settings(ELASTICSEARCH_URL=url):
            assert [warning.id for warning in elasticsearch_rights(None)] == ["delivery.W002"]
    with override_settings(ELASTICSEARCH_URL=""):
        assert elasticsearch_rights(None) == []
