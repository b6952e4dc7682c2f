"""The public site in this process, over the API of a world: its pages, feeds, sitemap, search and media."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import httpx

from frontend_templates.common.app import make_app
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site
from tests.cms.api_calls import Asker, Got
from tests.frontend_templates.conftest import ENVIRONMENT, URL
from tests.walls.differences import Ask
from tests.walls.world import World

FIXED = (
    "/", "/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/search", "/search/feed.atom", "/feed.atom", "/health",
    "/news", "/news/feed.atom", "/blog/feed.atom", "/topics", "/nowhere", "/cookies", "/accessibility", "/preview",
)  # fmt: skip


def site_addresses(paths: Sequence[str], queries: Sequence[str]) -> list[str]:
    """Return addresses of the public site: every page, and searches, suggestions and feeds."""
    found = [*FIXED, *(quote(path) for path in paths), *(f"{quote(path)}/feed.atom" for path in paths[:20])]
    for query in queries:
        found += [f"/search?q={quote(query)}", f"/suggest?q={quote(query)}"]
    found += [f"/search?q=flu&type={kind}" for kind in ("news", "topic", "author", "guidance")]
    return list(dict.fromkeys(found))


def site_answers(world: World, addresses: Iterable[str]) -> dict[Ask, Got]:
    """Return what the public site of a world answers."""
    with world.asked() as ask:
        return asyncio.run(_answers(ask, list(addresses)))


async def _answers(api: Asker, addresses: list[str]) -> dict[Ask, Got]:
    def answer(request: httpx.Request) -> httpx.Response:
        got = api(request.url.raw_path.decode(), request.method, request.content, dict(request.headers))
        names = [(name, value) for name, value in got.raw[1] if name.lower() != "content-length"]
        return httpx.Response(got.status, headers=names, stream=httpx.ByteStream(got.body))

    app = make_app(public_site(ENVIRONMENT), public_routes, httpx.MockTransport(answer), lambda: 1_000.0)
    found: dict[Ask, Got] = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as browser:
        for address in addresses:
            reply = await browser.get(address, headers={"accept-encoding": "identity"})
            headers = tuple(reply.headers.multi_items())
            found[Ask(f"site {address}")] = Got(
                reply.status_code, dict(headers), reply.content, (str(reply.status_code), headers)
            )
    await app_close(app)
    return found


async def app_close(app: object) -> None:
    """Let what the site began end."""
    running = getattr(getattr(app, "state", None), "running", None)
    if running is not None:
        await running.close()
