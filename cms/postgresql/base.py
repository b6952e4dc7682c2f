"""The database engine (``ENGINE = "cms.postgresql"``): every wait for PostgreSQL ends.

PostgreSQL ends a statement that takes too long by itself (statement_timeout), but not while it stands still: its host
then goes on accepting connections and packets. So whoever has waited for some seconds asks whether it is alive at all.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError
from psycopg import errors
from psycopg.abc import PQGen

Value = TypeVar("Value")
# PostgreSQL's documentation, "Message Formats": SSLRequest.
_SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)
# After so many seconds without an answer, and again after each as long, the server is asked whether it is alive.
ALIVE_SECONDS = 3.0
PING_SECONDS = 2
# After a connection that could not be made or fell silent, others are refused at once: else each of a few threads would
# wait for it.
REST_SECONDS = 1.0


class _Rest:
    """Whether the last connection failed or fell silent a moment ago, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0

    def check(self) -> None:
        """Raise OperationalError during the rest."""
        if time.monotonic() < self._until:
            raise OperationalError("the database did not answer a moment ago")

    def begin(self) -> None:
        """Begin it."""
        with self._lock:
            self._until = time.monotonic() + REST_SECONDS


_rest = _Rest()


class ServerSilent(psycopg.OperationalError):
    """The server does not answer; what the statement did is not known, and nothing of it is committed."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that gives up once the server does not answer anybody."""

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """See psycopg. Raises ServerSilent."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        while True:
            try:
                return super().wait(gen, interval, ALIVE_SECONDS)
            except errors._WaitTimeout as error:
                if not is_alive(self.info.hostaddr or self.info.host, self.info.port):
                    # Whatever it says later is of no use to anybody.
                    self.pgconn.finish()
                    # The same request, and others, would wait as long again for a new connection.
                    _rest.begin()
                    raise ServerSilent("the server has not answered for some seconds") from error


def is_alive(host: str, port: int) -> bool:
    """Say whether a server takes up a new connection: whether it offers TLS, every PostgreSQL answers at once.

    libpq's own PQping would let no other thread of this process run meanwhile.
    """
    is_path = host.startswith("/")
    try:
        with socket.socket(socket.AF_UNIX if is_path else _family(host)) as server:
            server.settimeout(PING_SECONDS)
            server.connect(f"{host}/.s.PGSQL.{port}" if is_path else (host, port))
            server.sendall(_SSL_REQUEST)
            return server.recv(1) in {b"S", b"N", b"E"}
    except OSError:
        return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with PatientConnection."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unless that failed a moment ago. Raises OperationalError."""
        _rest.check()
        try:
            self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            return PatientConnection.connect(**conn_params)
        except psycopg.OperationalError:
            _rest.begin()
            raise
