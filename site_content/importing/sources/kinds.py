"""Kinds: choose the content type of a document."""

from __future__ import annotations

KINDS = ("blog", "news", "guidance", "standard")
_WORDS = {
    "post": "blog", "story": "blog", "blog-post": "blog",
    "article": "news", "news-story": "news", "press-release": "news",
    "guide": "guidance", "manual": "guidance", "advice": "guidance", "page": "standard",
}  # fmt: skip


def kind_of(name: str, fallback: str) -> str:
    """Return the content type of a document from what its source calls it, else ``fallback``, else ``standard``."""
    word = name.strip().lower().replace("_", "-").replace(" ", "-")
    if word in KINDS:
        return word
    return _WORDS.get(word) or (fallback if fallback in KINDS else "standard")
