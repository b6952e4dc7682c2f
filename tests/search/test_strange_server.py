"""Something else where Elasticsearch should be, which answers nonsense or without end: the engine says so."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from search.elastic import ElasticEngine, connect
from search.engine import Engine
from search.errors import EngineUnavailable, InvalidRequest
from search.request import SearchRequest, SuggestRequest
from search.search_settings import SearchSettings
from tests.search.texts import NOW

HEAD = "HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"
Serve = Callable[[str, bytes], tuple[Engine, threading.Event]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that sends one answer to everything; ``trickle`` as its kind sends it a sign at a time.

    The event says that the client went before the end of such an answer.
    """
    servers: list[socketserver.ThreadingTCPServer] = []

    def start(kind: str, body: bytes) -> tuple[Engine, threading.Event]:
        gone = threading.Event()

        class Answer(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.recv(100_000)
                trickles = kind == "trickle"
                self.request.sendall(HEAD.format("application/json" if trickles else kind, len(body)).encode())
                try:
                    for sign in body if trickles else [body]:
                        self.request.sendall(bytes([sign]) if isinstance(sign, int) else sign)
                        time.sleep(0.05 if trickles else 0)
                except OSError:
                    gone.set()

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = connect(f"http://127.0.0.1:{server.server_address[1]}")
        return ElasticEngine(client, "any", time_limit=0.4), gone

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def asked(engine: Engine) -> Iterator[Callable[[], object]]:
    """The two questions there are."""
    yield lambda: engine.search(SearchRequest("flu", NOW), SearchSettings())
    yield lambda: engine.suggest(SuggestRequest("flu", NOW), SearchSettings())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<html>We will be back soon</html>"),
        ("application/json", b"[1, 2]"),
        ("application/json", b'{"responses": []}'),
        ("application/json", b'{"responses": [{"timed_out": false, "hits": {"total": {"value": "x"}, "hits": null}}]}'),
        ("application/json", b'{"responses": '),
        ("text/plain", b""),
    ],
)
def test_nonsense_is_no_answer(serve: Serve, kind: str, body: bytes) -> None:
    for question in asked(serve(kind, body)[0]):
        with pytest.raises(EngineUnavailable):
            question()


def test_what_the_reader_asked_wrongly_is_no_fault_of_the_server(serve: Serve) -> None:
    with pytest.raises(InvalidRequest):
        serve("text/html", b"")[0].search(SearchRequest("flu", NOW, cursor="broken"), SearchSettings())


def test_an_answer_that_trickles_is_given_up(serve: Serve) -> None:
    engine, gone = serve("trickle", b" " * 400)
    for question in asked(engine):
        gone.clear()
        with pytest.raises(EngineUnavailable):
            question()
        assert gone.wait(15)
