"""The anchors headings will have, so that links within a document go on working."""

from __future__ import annotations

from bs4 import Tag

from site_content.blocks.body import anchor_for
from site_content.importing.boxes import MAX_LINE
from site_content.importing.markup import HEADINGS, attribute, text_of


def plan_anchors(body: Tag) -> dict[str, str]:
    """Return the source's element ids that name a heading → the anchor that heading gets when it is published."""
    taken: set[str] = set()
    planned: dict[str, str] = {}
    for heading in body.find_all(list(HEADINGS)):
        text = text_of(heading)
        if not text or len(text) > MAX_LINE:
            continue
        anchor = anchor_for(text, taken)
        inner = heading.find(id=True)
        for holder in (heading, inner, heading.parent):
            if isinstance(holder, Tag) and (key := attribute(holder, "id")):
                planned.setdefault(key, anchor)
                break
    return planned
