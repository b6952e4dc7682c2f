"""An API, a CMS and media in memory, behind httpx.MockTransport: serves tests/examples as the real ones would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
API = "http://api.test/api/public/v1"
CMS = "http://cms.test"
BRIEF = "public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"

Reply = httpx.Response | Any


def example(name: str) -> Any:
    """Return one of tests/examples, as in ``news/flu-season``."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def examples() -> dict[str, Any]:
    """Return every item of tests/examples by name."""
    found = sorted(EXAMPLES.glob("*/*.json"))
    return {
        f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8"))
        for path in found
        if path.parent.name != "answers"
    }


def item(path: str, item_type: str = "standard", **more: Any) -> dict[str, Any]:
    """Return an item made from an example of its type, or from a page's when there is none."""
    start = example("standard/when-to-call-111")
    return {**start, "type": item_type, "path": path, "title": path.title(), "image": None, **more}


def problem(status: int, **more: Any) -> httpx.Response:
    """Return an error as the API tells it."""
    body = {"type": "about:blank", "title": "", "status": status, "detail": "", **more}
    return httpx.Response(status, json=body, headers={"cache-control": BRIEF if status in {404, 410} else "no-store"})


class FakeApi:
    """``items`` by path; ``answers`` by path below the API, as JSON or as a function of the request.

    ``away`` refuses connections, ``failing`` answers that status to everything, ``delay`` is in seconds.
    ``root`` is where the API stands. ``asked`` holds every request, ``sent`` every posted document with its address.
    """

    def __init__(self, root: str = API) -> None:
        self.root = root
        self.items: dict[str, Any] = {}
        self.answers: dict[str, Any] = {
            "site": example("answers/site"),
            "navigation": example("answers/navigation"),
            "items": {"count": 0, "next": None, "previous": None, "results": []},
            "items/months": {"results": []},
        }
        self.other: dict[str, Any] = {}
        self.cache_control = BRIEF
        self.away = False
        self.failing = 0
        self.delay = 0.0
        self.asked: list[httpx.Request] = []
        self.sent: list[tuple[str, Any]] = []

    def put(self, *items: Mapping[str, Any]) -> None:
        """Publish items, at the paths of their parts too."""
        for item in items:
            parts = (item.get("details") or {}).get("parts") or []
            for path in {item["path"], *(part["path"] for part in parts)}:
                self.items[path] = dict(item)

    def transport(self) -> httpx.MockTransport:
        """Return what stands in for the network."""
        return httpx.MockTransport(self.answer)

    def paths(self) -> list[str]:
        """Return what was asked of the API, with the query, in order."""
        prefix = httpx.URL(self.root).path + "/"
        return [str(request.url.raw_path, "ascii").removeprefix(prefix) for request in self.asked]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the network would."""
        self.asked.append(request)
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.away:
            raise httpx.ConnectError("away", request=request)
        if self.failing:
            return httpx.Response(self.failing)
        address = str(request.url.copy_with(query=None))
        if request.method == "POST":
            self.sent.append((address, json.loads(request.content)))
        if address in self.other:
            return await self._made(self.other[address], request, "")
        name = unquote(address.removeprefix(f"{self.root}/"))
        if name.endswith("/related"):
            found = self.answers.get(name, {"results": []})
        elif name == "content" or name.startswith("content/"):
            found = self.items.get(request.url.params.get("path", name.removeprefix("content")))
        else:
            found = self.answers.get(name)
        if found is None:
            return problem(404)
        return await self._made(found, request, self.cache_control)

    async def _made(self, found: Any, request: httpx.Request, cache_control: str) -> httpx.Response:
        if isinstance(found, Callable):  # type: ignore[arg-type]
            found = found(request)
        if isinstance(found, httpx.Response):
            # A response is spent when it was read: each request gets its own, still unread.
            return httpx.Response(found.status_code, headers=found.headers, stream=httpx.ByteStream(found.content))
        body = json.dumps(found).encode()
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        headers = {"etag": etag, "content-type": "application/json"}
        if cache_control:
            headers["cache-control"] = cache_control
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers=headers)
        return httpx.Response(200, content=body, headers=headers)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
