"""Page fields: fill a page from a converted document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from site_content.importing.conversion.anchors import own_links
from site_content.importing.conversion.builder import Block, texts, visible
from site_content.importing.headline import slug_of, summary_of, title_of, unshortened
from site_content.importing.sources.source import SourceDocument
from site_content.pages.blocks.parts import MAX_PARTS
from site_content.pages.blocks.stream import MAX_BLOCKS
from site_content.pages.content_page import ContentPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.news import NewsPage
from site_content.pages.types.standard import StandardPage
from site_content.pages.types.topic import TopicPage

MODELS: dict[str, type[ContentPage]] = {
    "blog": BlogPage,
    "news": NewsPage,
    "guidance": GuidancePage,
    "standard": StandardPage,
}
# A guide longer than this is read in parts, one for each of its main headings.
LONG_GUIDE_WORDS = 2_500
_MADE_IDS = UUID("b9b6e0a4-6a5f-4b0e-9d0f-4d6a6f1c1d52")


@dataclass(frozen=True, slots=True)
class PageReferences:
    """What a page refers to: its authors' and topics' pages, its lead image; and whether links lead to its headings."""

    authors: list[int]
    topics: list[int]
    lead_image: int | None = None
    linked_into: bool = False


def new_page(document: SourceDocument, blocks: list[Block]) -> ContentPage:
    """Return an unsaved page with its title; the caller gives it a free slug from ``slug_of``."""
    title = title_of(document, blocks)
    return MODELS[document.kind](title=title, slug=slug_of(document, title), live=False)


def fill(page: ContentPage, document: SourceDocument, blocks: list[Block], around: PageReferences) -> None:
    """Set every field of ``page`` from the document. The page is saved by the caller."""
    page.title = page.draft_title = title_of(document, blocks)
    page.summary = summary_of(document, blocks)
    whole = unshortened(document, page.title, page.summary)
    if whole:
        blocks = [{"type": "rich_text", "value": whole}, *blocks]
    page.search_keywords = document.keywords[:2000]
    # As pages: keys would be written at once, past the draft, to the page that readers have.
    topics = TopicPage.objects.in_bulk(around.topics)
    page.topics.set([topics[key] for key in around.topics])
    page.tags.set(list(document.tags))
    page.lead_image_id = around.lead_image
    page.lead_image_alt = document.lead_image_alt[:300]
    page.lead_image_decorative = around.lead_image is not None and not document.lead_image_alt
    if isinstance(page, GuidancePage):
        page.last_reviewed, page.next_review = document.reviewed, document.next_review
        page.owning_team = document.owner
        # What was whole stays so: its addresses are known by now.
        stays_whole = around.linked_into or len(page.parts) == 1
        parts = parts_of(page.title, blocks, document.source_id, stays_whole)
        page.parts = json.dumps(parts)  # type: ignore[assignment]
        return
    page.body = json.dumps(with_ids(blocks, document.source_id))
    if isinstance(page, NewsPage | BlogPage):
        page.display_date = document.published
    if isinstance(page, BlogPage):
        page.series = document.series
        authors = [{"type": "author", "value": key} for key in around.authors]
        page.authors = json.dumps(authors)  # type: ignore[assignment]


def first_published(document: SourceDocument) -> datetime | None:
    """Return when the document was first published, as its source says."""
    return document.published


def parts_of(title: str, blocks: list[Block], seed: str, whole: bool = False) -> list[dict[str, Any]]:
    """Return a guide's body as parts: one; or one for each second-level heading of a long guide.

    A guide whose headings are linked to, from within or (``whole``) from elsewhere, stays one: a link names no part.
    """
    starts = [number for number, block in enumerate(blocks) if _is_main_heading(block)]
    # More than an editor's form takes is parted whatever leads into it.
    apart = len(blocks) > MAX_BLOCKS or not (whole or own_links(blocks))
    split = apart and 1 < len(starts) < MAX_PARTS
    if not blocks:
        return []
    words = sum(len(visible(text).split()) for block in blocks for text in texts(block["value"]))
    if not split or (words < LONG_GUIDE_WORDS and len(blocks) <= MAX_BLOCKS):
        return [_part(title, blocks, seed)]
    parts = [_part(title, blocks[: starts[0]], f"{seed}/0")] if starts[0] else []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        parts.append(_part(blocks[start]["value"]["text"], blocks[start + 1 : end], f"{seed}/{start}"))
    return parts


def with_ids(blocks: list[Block], seed: str) -> list[Block]:
    """Return blocks with ids that are the same whenever the same document is imported."""
    return [{**block, "id": str(uuid5(_MADE_IDS, f"{seed} {position}"))} for position, block in enumerate(blocks)]


def _is_main_heading(block: Block) -> bool:
    return bool(block["type"] == "heading" and block["value"]["level"] == "2")


def _part(title: str, blocks: list[Block], seed: str) -> dict[str, Any]:
    value = {"title": title[:200], "slug": "", "body": with_ids(blocks, seed)}
    return {"type": "part", "value": value, "id": str(uuid5(_MADE_IDS, f"part {seed}"))}
