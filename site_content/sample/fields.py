"""Sample fields: fill a page from a sample file."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from site_content.pages.content_page import ContentPage
from site_content.sample.bodies import body_blocks, guidance_parts
from site_content.sample.directives import inline, rich
from site_content.sample.errors import SampleError
from site_content.sample.moments import fill_in, moment
from site_content.sample.page_files import SamplePage
from site_content.sample.references import References

PLAIN = {
    "title": "title", "summary": "summary", "keywords": "search_keywords", "change_note": "change_note",
    "seo_title": "seo_title", "search_description": "search_description", "hero_title": "hero_title",
    "lists": "listing_type", "series": "series", "role": "role", "organisation": "organisation", "who_for": "who_for",
    "owner": "owning_team",
}  # fmt: skip


def fill(page: ContentPage, sample: SamplePage, references: References, now: datetime) -> None:
    """Set every field of ``page``; the caller saves it. Raises SampleError, or ValueError for a moment that is none."""
    for name, attribute in PLAIN.items():
        if name in sample.front:
            setattr(page, attribute, " ".join(fill_in(sample.text_of(name), now).split()))
    page.draft_title = page.title
    page.show_in_menus = bool(sample.front.get("menu"))
    page.topics.set(references.page(path) for path in sample.names("topics"))
    page.related.set(references.page(path) for path in sample.names("related"))
    page.tags.set(sample.names("tags"))
    _fill_pictures(page, sample, references)
    _fill_text(page, sample, references, now)
    page.first_published_at = published(sample, now)
    for name, attribute in (("goes_live", "go_live_at"), ("expires", "expire_at")):
        if sample.text_of(name):
            setattr(page, attribute, moment(sample.text_of(name), sample.name, now))


def published(sample: SamplePage, now: datetime) -> datetime | None:
    """Return when it was first published; None for what is not yet."""
    return (
        None
        if sample.text_of("goes_live")
        else moment(sample.text_of("published") or "18 months ago", sample.name, now)
    )


def updated(sample: SamplePage, now: datetime) -> datetime | None:
    """Return when it was last changed: when it was published, if it does not say."""
    return moment(sample.text_of("updated"), sample.name, now) if sample.text_of("updated") else published(sample, now)


def review_date(sample: SamplePage, name: str, now: datetime) -> date:
    """Return the day that ``last_reviewed`` or ``next_review`` names, as the site's clock tells days."""
    return timezone.localdate(moment(sample.text_of(name), sample.name, now))


def _fill_pictures(page: ContentPage, sample: SamplePage, references: References) -> None:
    if sample.text_of("image"):
        page.lead_image_id = references.media.picture(sample.text_of("image"))
        page.lead_image_alt = sample.text_of("image_alt") or references.media.texts[sample.text_of("image")]
    if sample.text_of("social_image"):
        page.social_image_id = references.media.picture(sample.text_of("social_image"))


def _fill_text(page: Any, sample: SamplePage, references: References, now: datetime) -> None:
    text = fill_in(sample.text, now)
    kind = sample.text_of("type")
    if kind == "guidance":
        page.intro = rich(fill_in(sample.text_of("intro"), now), references)
        page.parts = json.dumps(guidance_parts(text, references, sample.name))
        for name in ("last_reviewed", "next_review"):
            if sample.text_of(name):
                setattr(page, name, review_date(sample, name, now))
        return
    page.body = json.dumps(body_blocks(text, references, sample.name))
    if kind == "blog":
        page.authors = _stream("author", sample.names("authors"), references)
    if kind == "home":
        page.featured = _stream("page", sample.names("featured"), references)
        page.hero = inline(sample.text_of("hero"), references)
    if kind in {"news", "blog"} and not text.strip():
        raise SampleError("it says nothing")


def _stream(name: str, paths: list[str], references: References) -> str:
    return json.dumps([{"type": name, "value": references.page(path)} for path in paths])
