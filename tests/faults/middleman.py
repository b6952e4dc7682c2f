"""A TCP middleman before a server, that can be told to hang or to refuse: an outage without a start-up time."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Literal

Mode = Literal["pass", "hang", "refuse"]


class Middleman:
    """Listens on a port of its own and passes bytes on to ``target``.

    ``hang``: connections are taken and nothing is answered, those open stand still. ``refuse``: all are cut.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.mode: Mode = "pass"
        self._moving = threading.Event()
        self._moving.set()
        self._open: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def be(self, mode: Mode) -> None:
        """Change what happens to connections, those that are open too."""
        self.mode = mode
        if mode == "hang":
            self._moving.clear()
        else:
            self._moving.set()
        if mode == "refuse":
            for sock in list(self._open):
                self._cut(sock)

    def close(self) -> None:
        """Stop listening and cut everything."""
        self._server.close()
        self.be("refuse")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            if self.mode == "refuse":
                client.close()
                continue
            try:
                server = socket.create_connection(self.target, timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            self._open |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self._moving.wait()
                sink.sendall(data)
        self._cut(source)
        self._cut(sink)

    def _cut(self, sock: socket.socket) -> None:
        self._open.discard(sock)
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()
