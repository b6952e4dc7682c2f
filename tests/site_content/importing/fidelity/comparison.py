"""What of a source is found in its item: counted by kind, with named exceptions, each with its reason."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.site_content.importing.fidelity.item_parts import parts_of_item, words_of_item
from tests.site_content.importing.fidelity.parts import Part, letters
from tests.site_content.importing.fidelity.source_parts import parts_of_source, words_of_source
from tests.site_content.importing.fidelity.targets import Pages, expected_target

# What is not found as the same kind of part, and why nothing is lost by it. The test counts each.
REASONS = {
    "an alert": "> [!NOTE] is a box on GitHub, and a callout here; its words are checked",
    "a number drawn by hand": "steps are numbered already",
    "a heading in a cell or box": "they hold no headings: the words are strong",
    "leads nowhere": "a link without address: its words are kept",
}


@dataclass
class Count:
    """Parts by kind: expected, found as the same kind; excused by name; and those lost."""

    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, Part]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield a line for each kind, and one for each excuse."""
        for kind in sorted(self.expected):
            yield f"{kind:12} {self.found[kind]:5} of {self.expected[kind]:5} found"
        for name, count in sorted(self.excused.items()):
            yield f"{count:5} excused: {name} ({REASONS[name]})"


def compare(record: dict[str, Any], item: dict[str, Any], pages: Pages, count: Count) -> None:
    """Add one document to the count."""
    have = Counter((part.kind, part.letters, _plain(part.target)) for part in parts_of_item(item))
    every_letter = letters(" ".join(words_of_item(item)))
    for part in parts_of_source(record):
        count.expected[part.kind] += 1
        target = _plain(expected_target(record, part, pages))
        key = (part.kind, part.letters, target)
        if part.kind == "link" and not part.letters:
            # A link round a picture, or round nothing: in the item it has words, whatever they are.
            key = next((found for found in have if found[0] == "link" and found[2] == target and have[found]), key)
        if have[key]:
            have[key] -= 1
            count.found[part.kind] += 1
        elif name := _excuse(part, every_letter):
            count.excused[name] += 1
        else:
            count.lost.append((record["id"], part))


def _excuse(part: Part, every_letter: str) -> str:
    """Return the name of the exception that covers a part not found, or an empty string."""
    if part.kind == "link" and not part.target and part.letters in every_letter:
        return "leads nowhere"
    if (
        part.kind == "quote"
        and part.letters.startswith("[!NOTE]")
        and part.letters.removeprefix("[!NOTE]") in every_letter
    ):
        return "an alert"
    if part.kind == "list item" and part.letters[:1].isdigit():
        number = str(int("".join(letter for letter in part.letters[:4] if letter.isdigit())))
        half = number[: len(number) // 2]
        if number == half * 2 and part.letters.removeprefix(half) in every_letter:
            return "a number drawn by hand"
    if part.kind == "heading" and part.letters in every_letter:
        return "a heading in a cell or box"
    return ""


def _plain(target: str) -> str:
    """Percent-encoding and line breaks within an address change nothing of where it leads."""
    return re.sub(r"[\t\r\n]+ *", "", unquote(target))


def words_kept(record: dict[str, Any], item: dict[str, Any]) -> tuple[int, int]:
    """Return how many of the source's words the item has, each as often, and how many there are."""
    expected, have = Counter(words_of_source(record)), Counter(words_of_item(item))
    return sum((expected & have).values()), expected.total()


def in_order(record: dict[str, Any], item: dict[str, Any]) -> tuple[int, int]:
    """Return how many words said once in both stand in the same order in both, and how many such words there are."""
    source, made = words_of_source(record), words_of_item(item)
    place = {word: position for position, word in enumerate(made)}
    once = {word for word, times in Counter(source).items() if times == 1} & {
        word for word, times in Counter(made).items() if times == 1
    }
    ends: list[int] = []  # ends[n]: the lowest end of a rising run of n + 1 places
    for word in source:
        if word in once:
            at = bisect_left(ends, place[word])
            ends[at : at + 1] = [place[word]]
    return len(ends), len(once)
