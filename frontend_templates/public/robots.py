"""``/robots.txt``: lets crawlers read every page but search, whose addresses have no end."""

from __future__ import annotations

from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit

CLOSED = ("/search", "/suggest", "/preview", "/feedback")


async def robots(visit: Visit) -> Page:
    """Answer ``/robots.txt``."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {visit.app.site.url}/sitemap.xml",
        "",
    ]
    return visit.inert("\n".join(lines).encode(), "text/plain; charset=utf-8")
