"""A small mail server of the test's own, over a real socket, that takes, refuses, or falls silent as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """What was taken: (sender, recipients, content). ``says`` answers a command otherwise: ``{"RCPT": "550 no"}``."""

    port: int = 0
    taken: list[tuple[str, list[str], str]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    released: threading.Event = field(default_factory=threading.Event)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        post.calls += 1
        self._say(post.says.get("HELLO", "220 post.test"))
        sender, recipients = "", list[str]()
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            said = post.says.get(word.upper(), "")
            if said == "silence":
                post.released.wait(30)
                return
            if word.upper() == "MAIL":
                sender, recipients = rest.partition(":")[2].partition(" ")[0].strip("<>"), []
            if word.upper() == "RCPT" and not said:
                recipients.append(rest.partition(":")[2].strip("<>"))
            if word.upper() == "DATA" and not said:
                self._say("354 go on")
                lines = list(iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "."))
                post.taken.append((sender, recipients, "\n".join(lines)))
            self._say(said or ("221 bye" if word.upper() == "QUIT" else "250 fine"))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Post]:
    """Listen on a free port."""
    post = Post()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads, server.block_on_close = True, False
        server.post, post.port = post, server.server_address[1]  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            post.released.set()
            server.shutdown()
            thread.join(10)
