"""Rich text links: turn Wagtail's database form into addresses that an audience may follow."""

from __future__ import annotations

import html
import re
from typing import Any, Protocol


class Targets(Protocol):
    """Whoever knows where pages and files are."""

    def card(self, page_id: int, kind: str) -> dict[str, Any] | None: ...

    def file(self, file_id: int) -> dict[str, Any] | None: ...


_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_EMBED = re.compile(r"<embed\b[^>]*/?>", re.IGNORECASE)


def expand_links(source: str, resolver: Targets) -> str:
    """Return rich text with ``<a linktype="page" id="7">`` made into an address, or plain text if not readable.

    Inline embeds are dropped: images and videos are blocks of their own.
    """

    def replace(match: re.Match[str]) -> str:
        attributes = {
            name.lower(): html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(match.group(1))
        }
        address = _address(attributes, resolver)
        if address is None:
            return match.group(2)
        return f'<a href="{html.escape(address)}">{match.group(2)}</a>'

    return _ANCHOR.sub(replace, _EMBED.sub("", source))


def is_key(text: str) -> bool:
    """Say whether ``text`` can be a row's id: rich text may hold anything there, and a database takes 18 digits."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _address(attributes: dict[str, Any], resolver: Targets) -> str | None:
    kind, key = attributes.get("linktype"), attributes.get("id", "")
    if kind == "page" and is_key(key):
        card = resolver.card(int(key), "title")
        fragment = attributes.get("fragment", "")
        return card["path"] + (f"#{fragment}" if fragment else "") if card else None
    if kind == "document" and is_key(key):
        file = resolver.file(int(key))
        return file["url"] if file else None
    if kind:
        return None
    return attributes.get("href")
