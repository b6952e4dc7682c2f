"""Paths: read and write them in the API's form."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

MAX_PATH = 700


def canonical_path(path: str) -> str | None:
    """Return the canonical form of a percent-decoded path (see docs/item-format.md); None when no item can have it."""
    text = unicodedata.normalize("NFC", path).lower()
    steps = [step for step in text.split("/") if step]
    canonical = "/" + "/".join(steps)
    if len(canonical) > MAX_PATH or "." in steps or ".." in steps:
        return None
    if not canonical.isprintable() or "\\" in canonical or "\ufffd" in canonical:
        return None
    return canonical


def is_under(path: str, prefix: str) -> bool:
    """Say whether a path is ``prefix`` or below it; the empty prefix holds every path."""
    stem = prefix.rstrip("/")
    return not stem or path == stem or path.startswith(f"{stem}/")


def slug(path: str) -> str:
    """Return the last step of a path: the value of a topic or author in filters."""
    return path.rsplit("/", 1)[-1]


def content_address(path: str) -> tuple[str, dict[str, str]]:
    """Return where the API keeps a path's item: its address below the API's root, and parameters.

    The path stands in the address, which is the API's quickest way, unless it would name another route there.
    """
    if path.startswith("/by-id/"):
        return "content", {"path": path}
    return f"content{quoted(path)}", {}


def search_words(path: str) -> str:
    """Return the words of a path's last step, for the search box of a page that is not there."""
    return " ".join(slug(path).replace("-", " ").replace("_", " ").split())[:100]


def quoted(path: str) -> str:
    """Return a path percent-encoded for an address."""
    return quote(path, safe="/-._~!$&'()*+,;=:@")
