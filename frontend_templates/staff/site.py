"""The staff site as the environment describes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from frontend_templates.common.links import url_for_path
from frontend_templates.common.settings import read, reloads
from frontend_templates.common.site import Site
from frontend_templates.staff.session import credentials_by, shell
from frontend_templates.staff.sign_in import sign_in_at

API = "/api/staff/v1"


def staff_site(environ: Mapping[str, str] = os.environ) -> Site:
    """Return the staff site's settings. Raises ValueError naming a variable that cannot be read."""
    url, public = read("HEADLAND_STAFF_URL", environ), read("HEADLAND_PUBLIC_URL", environ)
    zone = read("HEADLAND_TIME_ZONE", environ)
    cms, inside = read("HEADLAND_CMS_URL", environ), read("HEADLAND_CMS_INTERNAL_URL", environ)
    return Site(
        name="staff",
        audience="staff",
        url=url,
        api=inside + API,
        cms=cms,
        cms_inside=inside,
        templates=Path(__file__).parent / "templates",
        title=read("HEADLAND_SITE_NAME", environ),
        private=True,
        language=read("HEADLAND_LANGUAGE", environ),
        zone=zone,
        theme=read("HEADLAND_THEME", environ),
        production=read("HEADLAND_ENV", environ) == "production",
        reload=reloads(environ),
        hsts_subdomains=read("HEADLAND_HSTS_SUBDOMAINS", environ),
        hsts_preload=read("HEADLAND_HSTS_PRELOAD", environ),
        media_url=read("HEADLAND_MEDIA_URL", environ),
        credentials=credentials_by(url.startswith("https://")),
        shell=shell,
        search={"first_type": "guidance"},
        latest={"audience": "staff"},
        url_of=address_of_card(public),
        choices=("audience", "review_state"),
        orders=("-last_reviewed",),
        built_in={"/cookies": "cookies.html", "/accessibility": "accessibility.html"},
        context={"public_url": public, "today": lambda: f"{datetime.now(zone):%Y-%m-%d}"},
        sign_in=sign_in_at,
        proxies=read("HEADLAND_PROXIES", environ),
        token=read("HEADLAND_SITE_TOKEN", environ),
        api_cache_bytes=read("HEADLAND_API_CACHE_BYTES", environ),
        media_cache_bytes=read("HEADLAND_MEDIA_CACHE_BYTES", environ),
    )


def address_of_card(public_url: str) -> Callable[[Mapping[str, Any]], str]:
    """Return the function from a card to its href: both audiences may have an item at one path, so it says which.

    The public home page is read on the public site: here ``/`` is the reader's own.
    """

    def url_of(card: Mapping[str, Any]) -> str:
        path = url_for_path(card.get("path"))
        if card.get("audience") != "public" or not path:
            return path
        return f"{public_url}/" if path == "/" else f"{path}?audience=public"

    return url_of
