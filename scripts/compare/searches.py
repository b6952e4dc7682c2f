"""Searches as readers make them, from the titles and summaries of the content. Pure, and the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

Value = TypeVar("Value")
WORD = re.compile(r"[^\W\d_]{4,}")
ODD = (
    "", " ", "a", "the", "of the", "?", "*", '"', '""', '"unclosed', "'", "(", "a AND", "NOT", "-water", "water -tap",
    "title:water", "water*", "w*", "%", "_", "\\", "100%", "0", "111", "999", "2026", "1 2 3", "C++", "e-mail",
    "é", "ŵ", "iechyd", "gwasanaethau", "日本語", "🩺", "<script>", "water\ttap", "water\ntap", "WATER", "wAtEr",
    "water water water", "waterr", "appointmnet", "vacination", "vaccinaton", "presciption",
    "how do i book an appointment", "what should i do if my child has a fever", "x" * 400, "x" * 401,
    "water " * 66, "water " * 200,
    "or or or", "NEAR(a b)", "a" * 30 + " " + "b" * 30, "ﬁle", "İstanbul", "ß", "\u200b", "water\u00a0tap", "..",
    "/news", "http://x.example", "{}",
)  # fmt: skip


def words_of(texts: Iterable[str]) -> list[str]:
    """Return the different words of texts that are long enough to be looked for, in their order."""
    return list(dict.fromkeys(word.lower() for text in texts for word in WORD.findall(text)))


def typo(word: str) -> str:
    """Return a word with two neighbouring letters changed about, as fast fingers do."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def spread(values: Sequence[Value], count: int) -> list[Value]:
    """Return ``count`` values from all over a sequence; all of them when it has fewer."""
    if len(values) <= count:
        return list(values)
    return [values[number * len(values) // count] for number in range(count)]


def searches(titles: Sequence[str], summaries: Sequence[str], count: int = 200) -> list[str]:
    """Return at least ``count`` different searches, as far as the content has as many words."""
    words = words_of([*titles, *summaries])
    queries = list(ODD)
    queries += spread(titles, 25)
    queries += [f'"{" ".join(title.split()[:3])}"' for title in spread(titles, 15)]
    queries += [" ".join(title.split()[-2:]) for title in spread(titles, 15)]
    queries += [typo(word) for word in spread(words, 25)]
    queries += [word[:-1] for word in spread(words, 20)]
    queries += [f"{one} {other}" for one, other in zip(spread(words, 20), reversed(spread(words, 20)), strict=True)]
    different = list(dict.fromkeys(queries))
    missing = max(count - len(different), 0)
    return list(dict.fromkeys([*different, *spread(words, missing + 20)]))


def beginnings(titles: Sequence[str], count: int = 40) -> list[str]:
    """Return what readers have typed when suggestions are asked for: one to several letters of words and titles."""
    words = spread(words_of(titles), count)
    texts = [word[: 1 + number % 6] for number, word in enumerate(words)]
    texts += [title[:12] for title in spread(titles, count // 2)]
    return list(dict.fromkeys([*texts, "", " ", "zz", "é", "ŵ", '"', "a" * 400, "a" * 401]))
