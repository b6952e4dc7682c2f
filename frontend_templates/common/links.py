"""Safe links: say to which addresses our pages may lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

# A browser drops tabs and line ends inside an address, and takes "/\" for "//": neither may pass.
ALLOWED = re.compile(
    r"""(?: https?://[^\s/?#\\][^\s\\]* | (?:mailto|tel):[^\s\\]+ | /(?![/\\])[^\s\\]* | \#[^\s\\]* )""",
    re.VERBOSE | re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def safe_href(url: Any) -> str:
    """Return an http(s), mailto or tel address, a path or a fragment as it is; empty for anything else."""
    if not isinstance(url, str):
        return ""
    text = url.strip()
    return text if ALLOWED.fullmatch(text) and not CONTROL.search(text) else ""


def url_for_path(path: Any) -> str:
    """Return the href of an item's path, percent-encoded; empty for what is not a path."""
    text = path if isinstance(path, str) else ""
    return safe_href(quote(text, safe="/-._~!$&'()*+,;=:@%"))


def url_of(card: Mapping[str, Any]) -> str:
    """Return the href of a card, on a site where a path names one item."""
    return url_for_path(card.get("path"))


def result_url(url_of: Callable[[Mapping[str, Any]], str], result: Mapping[str, Any]) -> str:
    """Return the href of a search result: the part of a guide and the heading where it answers best."""
    href = url_of({**result, "path": result.get("part") or result.get("path")})
    return f"{href}#{quote(str(result['anchor']))}" if href and result.get("anchor") else href
