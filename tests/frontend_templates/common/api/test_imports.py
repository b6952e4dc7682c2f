"""Requests of the sites import nothing: a package that is missing is otherwise looked for at each of them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from frontend_templates.common.api.api_client import ApiClient
from tests.frontend_templates.fake_api import Clock

pytestmark = pytest.mark.anyio
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: 2\r\n\r\n{}"


class Searches:
    """Stands first where Python looks for modules and notes every name that is not loaded."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        self.names.append(name)
        return None


async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readuntil(b"\r\n\r\n"):
        writer.write(REPLY)
        await writer.drain()


async def test_a_request_looks_for_no_module(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = ApiClient(f"http://127.0.0.1:{port}/", 0, clock=clock)
    try:
        assert (await client.get("first")).value() == {}
        searches = Searches()
        monkeypatch.setattr(sys, "meta_path", [searches, *sys.meta_path])
        for number in range(3):
            assert (await client.get(f"page-{number}")).value() == {}
        assert searches.names == []
    finally:
        await client.close()
        server.close()
