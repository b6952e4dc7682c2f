"""Score explanations: translate Elasticsearch's into lines that an editor can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
MAX_LINES = 60
MAX_LINE_LENGTH = 160
_ALONE = re.compile(r'weight\(\w+\.(?P<field>\w+):(?P<words>".*"|\S+) in \d+\)')
_EXACT = re.compile(r"ConstantScore\(exact\._keyed:\(?(?P<kind>[a-z]+)")
_BEGINS = re.compile(r"ConstantScore\(words\.everything:(?P<word>.+)\*\)")
_PROMOTED = re.compile(r"ConstantScore\(id:")
_BEST = re.compile(r"max (?:of|plus (?P<share>[\d.]+) times others of):")
_FILTER = "ConstantScore(#"  # without words there are only limits: nothing is scored
# What the parts of a factor's explanation tell it by.
_FACTORS = {"published_at": "newness", "popularity_gain": "popularity", "match filter: type:": "wanted type"}


def explanation_lines(node: Any) -> list[str]:
    """Return an explanation as lines: what was added, then what the sum was multiplied by; nothing for no explanation.

    Of several names for one thing the best counts, so the others are left out; so is what adds nothing. Of the other
    fields that hold a word a share counts, and is what the line says.
    """
    return list(_lines(node))[:MAX_LINES] if isinstance(node, dict) else []


def _lines(node: Node, share: float = 1.0) -> Iterator[str]:
    value, description, below = _value(node) * share, str(node.get("description", "")), node.get("details", [])
    if not value or description.startswith(_FILTER):
        return
    named = _part_name(description)
    if named or not below:
        yield f"{value:.3g}  {named or description}"[:MAX_LINE_LENGTH]
    elif best := _BEST.match(description):
        first, *others = sorted(below, key=_value, reverse=True)
        yield from _lines(first, share)
        for each in others:
            yield from _lines(each, share * float(best["share"] or 0))
    elif description.startswith("min of"):
        yield from _factors(below[0])
    else:
        for each in below:
            yield from _lines(each, share)


def _value(node: Node) -> float:
    return float(node.get("value", 0))


def _part_name(description: str) -> str:
    """Return what a part of the score stands for, in words; empty where it is only a sum of others."""
    if match := _ALONE.match(description):
        return f"“{match['words'].strip(chr(34))}” in {match['field']}"
    if match := _EXACT.match(description):
        return f"exact {match['kind']}"
    if match := _BEGINS.match(description):
        return f"begins with “{match['word']}”"
    return "promoted" if _PROMOTED.match(description) else ""


def _factors(node: Node) -> Iterator[str]:
    """What multiplies a score, each thing that changes it; several are multiplied with one another."""
    parts = node.get("details", []) if "[multiply]" in str(node.get("description")) else [node]
    for each in parts:
        value, text = float(each.get("value", 1)), repr(each)
        if value != 1.0:
            name = next((name for sign, name in _FACTORS.items() if sign in text), str(each.get("description")))
            yield f"× {value:.3g}  {name}"[:MAX_LINE_LENGTH]
