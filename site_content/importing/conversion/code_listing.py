"""Code listings: keep code exactly as written."""

from __future__ import annotations

import re
from typing import Any

from bs4 import Tag

from site_content.importing.conversion.markup import attribute, classes

MAX_CODE = 50_000
_LANGUAGE = re.compile(r"\A(?:language|lang|highlight|brush)[-:]\s*([A-Za-z0-9#+.\-]{1,40})\Z")
_SIMPLE = re.compile(r"\A[A-Za-z0-9#+.\-]{1,40}\Z")


def code_blocks(node: Tag) -> list[dict[str, Any]]:
    """Return a listing as ``code`` values; more than MAX_CODE letters are parted between lines."""
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    code = node.get_text().strip("\n")
    language = _language(node)
    pieces: list[str] = []
    piece = ""
    for line in code.splitlines(keepends=True):
        if piece and len(piece) + len(line) > MAX_CODE:
            pieces.append(piece)
            piece = ""
        piece += line
    pieces.append(piece)
    return [{"language": language, "code": text.rstrip("\n")} for text in pieces if text.strip()]


def _language(node: Tag) -> str:
    holders = [node, *node.find_all("code", limit=1)]
    for holder in holders:
        for name in sorted(classes(holder)):
            if match := _LANGUAGE.match(name):
                return match.group(1)
    named = attribute(node, "data-language") or attribute(node, "lang")
    return named if _SIMPLE.match(named) else ""
