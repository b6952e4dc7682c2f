"""Uploads are shown to a virus scanner, ClamAV's clamd, before they are stored; without its word none is.

``HEADLAND_CLAMD`` says where it listens. The protocol is clamd's INSTREAM (man 8 clamd): pieces with their lengths.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger("headland.media")
TIMEOUT = 20.0
PIECE = 64 * 1024
MAX_REPLY = 4096
NOT_NOW = "The file could not be checked for viruses, so it was not stored. Try again, or tell who looks after the CMS."


class ScannerAway(Exception):
    """The scanner cannot be reached, or did not say whether a file is clean."""


def refuse_infected(file: Any) -> None:
    """Raise ValidationError for a file in which the scanner finds something, or about which it says nothing."""
    if not settings.CLAMD:
        return
    try:
        infection = scan(file, settings.CLAMD)
    except ScannerAway as error:
        logger.error("an upload was refused: the virus scanner at HEADLAND_CLAMD: %s", error)
        raise ValidationError({"file": NOT_NOW}) from error
    if infection:
        logger.warning("an upload was refused: the virus scanner found %s", infection)
        raise ValidationError({"file": f"The virus scanner found {infection} in the file. It was not stored."})


def scan(file: Any, address: str) -> str:
    """Return the name of what the scanner finds, or nothing for a clean file. Raises ScannerAway."""
    file.seek(0)
    try:
        with connection(address) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                scanner.sendall(len(piece).to_bytes(4, "big") + piece)
            scanner.sendall(bytes(4))
            return _infection(_reply(scanner))
    except OSError as error:
        # It hangs up in the middle of what is larger than its StreamMaxLength.
        raise ScannerAway(f"{error} (is StreamMaxLength at least 60M?)") from error
    finally:
        file.seek(0)


def ping(address: str) -> None:
    """Raise ScannerAway unless the scanner answers."""
    try:
        with connection(address) as scanner:
            scanner.sendall(b"zPING\0")
            if (reply := _reply(scanner)) != "PONG":
                raise ScannerAway(f"it answers {reply!r} to PING")
    except OSError as error:
        raise ScannerAway(str(error)) from error


@contextmanager
def connection(address: str) -> Iterator[socket.socket]:
    """Connect to ``unix:/path`` or ``host:port``. Raises OSError."""
    if address.startswith("unix:"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as scanner:
            scanner.settimeout(TIMEOUT)
            scanner.connect(address.removeprefix("unix:"))
            yield scanner
    else:
        host, _, port = address.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), TIMEOUT) as scanner:
            yield scanner


def _reply(scanner: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < MAX_REPLY:
        piece = scanner.recv(MAX_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def _infection(reply: str) -> str:
    words = reply.removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")[:100]
    raise ScannerAway(f"it answers {reply[:200]!r}")
