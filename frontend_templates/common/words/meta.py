"""Page metadata: describes a page in its head for search engines, social networks and feed readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from frontend_templates.common.links import safe_href
from frontend_templates.common.site import Site
from frontend_templates.common.words.declared import DATED

MAX_DESCRIPTION = 300
# Characters that could end a script element or a line of script.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class PageMeta:
    """``title`` is without the site's name. ``canonical`` is None where there is none, as on an error."""

    title: str
    description: str = ""
    canonical: str | None = None
    robots: str = ""
    og_image: str | None = None
    og_image_alt: str = ""
    og_type: str = "website"
    feed: dict[str, str] | None = None
    json_ld: Markup | None = None
    lang: str = "en"
    kind: str = "page"


def script_json(value: Any) -> Markup:
    """Return JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704


def social_image(site: Site, item: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return (whole address, alternative text) of the picture shown where a page is shared: its own, else its lead."""
    meta: Mapping[str, Any] = item.get("meta") or {}
    for image in (meta.get("social_image"), item.get("image")):
        if isinstance(image, dict) and (url := safe_href(image.get("url"))):
            return site.absolute(url), str(image.get("alt") or "")
    return None, ""


def item_meta(
    site: Site,
    item: Mapping[str, Any],
    canonical: str,
    title: str,
    feed: dict[str, str] | None = None,
    json_ld: Markup | None = None,
    robots: str = "",
) -> PageMeta:
    """Return the head of an item's page. ``canonical`` is a path, perhaps with a query."""
    meta: Mapping[str, Any] = item.get("meta") or {}
    image, alt = social_image(site, item)
    description = str(meta.get("description") or item.get("summary") or "")
    hidden = "noindex" if site.private or meta.get("noindex") else robots
    return PageMeta(
        title=title,
        description=description[:MAX_DESCRIPTION],
        canonical=site.absolute(canonical),
        robots=hidden,
        og_image=image,
        og_image_alt=alt,
        og_type="article" if item.get("type") in DATED else "website",
        feed=feed,
        json_ld=None if site.private else json_ld,
        lang=str(item.get("locale") or site.language),
        kind=str(item.get("type") or "page"),
    )
