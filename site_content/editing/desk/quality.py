"""Quality of an item's JSON: finds pictures without alternative text, and measures how hard it is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n")
LONG_WORD = 6
# Björnsson's own scale: below 30 children's books, 40 news, 50 factual prose, above 60 officialese.
HARD_TO_READ = 50.0
MIN_WORDS = 50


@dataclass(frozen=True, slots=True)
class Quality:
    """``lix`` is None for a text too short to judge."""

    words: int
    lix: float | None
    images_without_alt: int


def quality_of(item: dict[str, Any], text: str) -> Quality:
    """Judge a live item by its JSON and its plain text."""
    words = len(_WORD.findall(text))
    return Quality(words, lix(text), sum(1 for image in images(item) if not image["decorative"] and not image["alt"]))


def lix(text: str) -> float | None:
    """Return the readability index LIX: words a sentence plus the share of words over six letters, in per cent.

    It needs no syllables, so it holds for Welsh as for English. None under 50 words.
    Source: C. H. Björnsson, Läsbarhet (1968).
    """
    words = _WORD.findall(text)
    if len(words) < MIN_WORDS:
        return None
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    long = sum(1 for word in words if len(word) > LONG_WORD)
    return round(len(words) / max(sentences, 1) + 100 * long / len(words), 1)


def images(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every Image (docs/item-format.md) of the item's own, not those in cards of other items."""
    if isinstance(value, dict):
        if "sources" in value and "decorative" in value:
            yield value
        for key, inner in value.items():
            if key != "links":
                yield from images(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from images(inner)
