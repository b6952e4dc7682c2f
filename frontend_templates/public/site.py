"""The public site as the environment describes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from frontend_templates.common.settings import read, reloads
from frontend_templates.common.site import Site

API = "/api/public/v1"


def public_site(environ: Mapping[str, str] = os.environ) -> Site:
    """Return the public site's settings. Raises ValueError naming a variable that cannot be read."""
    return Site(
        name="public",
        audience="public",
        url=read("HEADLAND_PUBLIC_URL", environ),
        api=read("HEADLAND_API_URL", environ) + API,
        cms=read("HEADLAND_CMS_URL", environ),
        cms_inside=read("HEADLAND_CMS_INTERNAL_URL", environ),
        templates=Path(__file__).parent / "templates",
        title=read("HEADLAND_SITE_NAME", environ),
        language=read("HEADLAND_LANGUAGE", environ),
        zone=read("HEADLAND_TIME_ZONE", environ),
        theme=read("HEADLAND_THEME", environ),
        production=read("HEADLAND_ENV", environ) == "production",
        reload=reloads(environ),
        hsts_subdomains=read("HEADLAND_HSTS_SUBDOMAINS", environ),
        hsts_preload=read("HEADLAND_HSTS_PRELOAD", environ),
        media_url=read("HEADLAND_MEDIA_URL", environ),
        built_in={"/cookies": "cookies.html", "/accessibility": "accessibility.html"},
        page_cache_bytes=read("HEADLAND_PAGE_CACHE_BYTES", environ),
        proxies=read("HEADLAND_PROXIES", environ),
        token=read("HEADLAND_SITE_TOKEN", environ),
        api_cache_bytes=read("HEADLAND_API_CACHE_BYTES", environ),
        media_cache_bytes=read("HEADLAND_MEDIA_CACHE_BYTES", environ),
        watch_seconds=read("HEADLAND_WATCH_SECONDS", environ),
    )
