"""From page to item: the one place where an item's JSON is made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wagtail.models import Page

from search.entry import Entry, FacetValue
from site_content.items.cards import card_of, item_facets
from site_content.items.details import SCHEMA_VERSION, Role, details_of, search_texts
from site_content.items.facet_targets import value_of
from site_content.items.facets import last_step
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.items.publishable import Publishable
from site_content.items.visibility import Address, SiteRoot

LOCALE = "en"
# A search engine gains nothing from more, and a copy must stay small.
MAX_ENTRY_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class BuiltItem:
    """An item not yet numbered: ``body`` lacks only ``version``."""

    body: dict[str, Any]
    card: dict[str, Any]
    entry: Entry
    part_paths: list[str]
    links: set[tuple[str, str]]


def build_item(page: Publishable, address: Address, root: SiteRoot) -> BuiltItem:
    """Make a page's item as its audience sees it. Raises pydantic.ValidationError if the type's Details refuse it."""
    resolver = LinkResolver(address.audience)
    details = details_of(page.Details, page, resolver)
    topics = resolver.cards(_ids(page.topics))
    extra = page.extra_links(resolver)
    links = {"topics": topics, "children": [], "related": resolver.cards(_ids(page.related)), **extra}
    tags = resolver.tags(page.tags.all().order_by("name"))
    body: dict[str, Any] = {
        "content_id": str(page.content_id),
        "type": page.item_type,
        "audience": address.audience,
        "path": address.path,
        "locale": LOCALE,
        "state": "live",
        "title": page.title,
        "summary": page.summary,
        "image": resolver.image(page.lead_image, page.lead_image_alt, page.lead_image_decorative),
        "published_at": rfc3339(page.shown_date or page.first_published_at),
        "updated_at": rfc3339(page.last_published_at or page.first_published_at),
        "schema_version": SCHEMA_VERSION,
        "breadcrumbs": breadcrumbs(page, root, resolver),
        "details": details,
        "links": links,
        "meta": {
            "seo_title": page.seo_title,
            "description": page.search_description or page.summary,
            "social_image": resolver.image(page.social_image, page.title),
            "change_note": page.change_note,
            "tags": tags,
            "noindex": address.audience != "public",
        },
    }
    value = value_of(page, address)
    if value not in {"", last_step(address.path)}:
        body["facet_value"] = value
    card = card_of(body, item_facets(page.Details, body))
    return BuiltItem(body, card, make_entry(page, body, card), page.part_paths(details), resolver.links)


def breadcrumbs(page: Publishable, root: SiteRoot, resolver: LinkResolver) -> list[dict[str, str]]:
    """Return ``[{title, path}]`` from the site's home to the parent, leaving out what the audience may not read."""
    steps = range(len(root.tree_path), len(page.path), page.steplen)
    paths = [page.path[:step] for step in steps]
    ids = Page.objects.filter(path__in=paths).order_by("path").values_list("id", flat=True)
    return [{"title": card["title"], "path": card["path"]} for card in resolver.cards(list(ids), TITLE)]


def make_entry(page: Publishable, body: dict[str, Any], card: dict[str, Any]) -> Entry:
    """Return the search entry of an item: texts gathered by role. ``version`` is set when it is written."""
    texts: dict[Role, list[str]] = {role: [] for role in Role}
    for role, text in search_texts(page.Details, body["details"]):
        texts[role].append(text)
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
        keywords=" ".join([page.search_keywords, *texts[Role.KEYWORDS]]).strip(),
        headings="\n".join(texts[Role.HEADINGS]),
        body="\n".join(texts[Role.BODY])[:MAX_ENTRY_CHARACTERS],
        locale=body["locale"],
        facets=facets,
        published_at=_time(body["published_at"]),
        updated_at=_time(body["updated_at"]),
    )


def end_body(head: dict[str, Any], state: str, **more: Any) -> dict[str, Any]:
    """Return the JSON of an item that is no longer live: its head and what readers are told instead."""
    keys = ("content_id", "type", "audience", "path", "locale")
    return {**{key: head[key] for key in keys}, "title": "", "schema_version": SCHEMA_VERSION, "state": state, **more}


def to_text(body: dict[str, Any]) -> str:
    """Return JSON text as served: compact, keys as made, non-ASCII kept."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def rfc3339(moment: datetime | None) -> str | None:
    """Return a time in UTC with ``Z`` and whole seconds (RFC 3339)."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _ids(manager: Any) -> list[int]:
    return [page.pk for page in manager.all()]
