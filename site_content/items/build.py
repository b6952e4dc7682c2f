"""The item builder: turns a page into an item's JSON, in one place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from search.entry import Entry, FacetValue
from search.passages import MAX_SECTIONS, Section
from site_content.items.cards import card_of, item_facets
from site_content.items.details import SCHEMA_VERSION, Role, SearchText, SectionText, search_texts
from site_content.items.facet_targets import value_of
from site_content.items.facets import last_step
from site_content.items.item_record import ItemRecord
from site_content.items.json_text import rfc3339
from site_content.items.link_resolver import LinkResolver
from site_content.items.media import media_of
from site_content.items.publishable import Publishable
from site_content.items.visibility import Address

# A search engine gains nothing from more, and a copy must stay small.
MAX_ENTRY_CHARACTERS = 200_000
MAX_SECTION_TITLE = 200


def build_item(
    subject: Publishable, address: Address, media_base: str = "", memberships: Collection[str] | None = None
) -> ItemRecord:
    """Build an item as its audience sees it. Raises pydantic.ValidationError if the type's Details refuse it.

    ``media_base``: what addresses of media begin with, if not as the audience's own do. ``memberships``: the groups of
    the one person for whom it is built, if not for all its readers.
    """
    resolver = LinkResolver(address.audience, address.path, subject.groups, media_base, memberships)
    details = subject.details(resolver)
    links = subject.links(resolver)
    tags = subject.tags(resolver)
    body: dict[str, Any] = {
        "content_id": str(subject.content_id),
        "type": subject.item_type,
        "audience": address.audience,
        "path": address.path,
        "locale": subject.locale,
        "state": "live",
        "title": subject.title,
        "summary": subject.summary,
        "image": subject.image(resolver),
        "published_at": rfc3339(subject.shown_date),
        "updated_at": rfc3339(subject.updated_date),
        "schema_version": SCHEMA_VERSION,
        "breadcrumbs": subject.breadcrumbs(resolver),
        "details": details,
        "links": links,
        "meta": {**subject.meta(resolver), "tags": tags, "noindex": address.audience != "public"},
    }
    value = value_of(subject, address)
    if value not in {"", last_step(address.path)}:
        body["facet_value"] = value
    card = card_of(body, item_facets(subject.Details, body))
    return ItemRecord(
        key=subject.key,
        content_id=body["content_id"],
        audience=address.audience,
        path=address.path,
        state="live",
        type=subject.item_type,
        body=body,
        slot="scheduled" if subject.live_from else "current",
        locale=subject.locale,
        translation_key=subject.translation_key,
        groups=tuple(subject.groups),
        card=card,
        entry=make_entry(subject, body, card) if subject.is_result(body) else None,
        part_paths=subject.part_paths(details),
        links=resolver.links,
        media=media_of(resolver.media),
        published_at=subject.shown_date,
        updated_at=subject.updated_date,
        live_from=subject.live_from,
        live_until=subject.expire_at,
        next_change_at=None if subject.live_from else subject.next_change(),
    )


def make_entry(subject: Publishable, body: dict[str, Any], card: dict[str, Any]) -> Entry:
    """Return the search entry of an item: texts gathered by role. ``version`` is set when it is written."""
    texts, sections = gathered_texts(search_texts(subject.Details, body["details"]), body["path"])
    facets = {name: [FacetValue(**value) for value in values] for name, values in card["facets"].items()}
    return Entry(
        id=body["content_id"],
        audience=body["audience"],
        type=body["type"],
        path=body["path"],
        title=body["title"],
        version=0,
        card=card,
        summary=" ".join([body["summary"], *texts[Role.SUMMARY]]).strip(),
        keywords=" ".join([subject.search_keywords, *texts[Role.KEYWORDS]]).strip(),
        headings="\n".join(texts[Role.HEADINGS]),
        body="\n".join(texts[Role.BODY])[:MAX_ENTRY_CHARACTERS],
        minor="\n".join(texts[Role.MINOR])[:MAX_ENTRY_CHARACTERS],
        sections=sections,
        locale=body["locale"],
        facets=facets,
        published_at=_time(body["published_at"]),
        updated_at=_time(body["updated_at"]),
        reviewed_at=_day(texts[Role.REVIEWED_AT]),
        review_due=_day(texts[Role.REVIEW_DUE]),
    )


def gathered_texts(search_texts: Iterable[SearchText], path: str) -> tuple[dict[Role, list[str]], list[Section]]:
    """Return role → texts, and the sections of the body: where each begins, and where readers open it.

    ``path`` is the item's: what stands at it, under no heading, is the beginning and no section.
    """
    texts: dict[Role, list[str]] = {role: [] for role in Role}
    sections: list[Section] = []
    part, length = "", 0
    for each in search_texts:
        role, text = each[0], each[1]
        texts[role].append(text)
        if role is Role.BODY:
            length += len(text) + 1
        elif isinstance(each, SectionText):
            if each.part:
                part = "" if each.part == path else each.part
            if (part or each.anchor) and length < MAX_ENTRY_CHARACTERS:
                sections.append(Section(length, text[:MAX_SECTION_TITLE], part, each.anchor))
    return texts, sections[:MAX_SECTIONS]


def end_body(head: dict[str, Any], state: str, **more: Any) -> dict[str, Any]:
    """Return the JSON of an item that is no longer live: its head and what readers are told instead."""
    keys = ("content_id", "type", "audience", "path", "locale")
    return {**{key: head[key] for key in keys}, "title": "", "schema_version": SCHEMA_VERSION, "state": state, **more}


def _day(texts: list[str]) -> datetime | None:
    return datetime.fromisoformat(texts[0]).replace(tzinfo=UTC) if texts else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
