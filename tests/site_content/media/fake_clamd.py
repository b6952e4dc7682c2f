"""A virus scanner that speaks clamd's protocol: it finds the EICAR test file, and can misbehave."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.services.clamd import EICAR


class Scanner(socketserver.StreamRequestHandler):
    """One connection: a command that ends in a zero byte, for INSTREAM pieces with their length in four bytes."""

    manner = "well"

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            byte = self.rfile.read(1)
            if not byte:
                return
            command += byte
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self._stream()
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _stream(self) -> None:
        data = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(length)
            if self.manner == "small":
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        if self.manner == "silent":
            return
        if self.manner == "broken":
            self.wfile.write(b"stream: Can't allocate memory ERROR\0")
            return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def scanner(manner: str = "well", folder: Path | None = None) -> Iterator[str]:
    """Run one; give its address, a socket in a folder if one is named, otherwise a port."""
    handler = type("Manner", (Scanner,), {"manner": manner})
    server: socketserver.BaseServer
    if folder is None:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        address = f"127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(folder / "clamd.ctl"), handler)
        address = f"unix:{folder / 'clamd.ctl'}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
