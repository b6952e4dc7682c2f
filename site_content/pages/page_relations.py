"""Page relations: what the items of many pages say beside the pages' own fields, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.models import Page, Revision

from site_content.items.live_cards import live_cards
from site_content.items.surroundings import page_ids, places_above
from site_content.pages.content_page import ContentPage, PageTag


@dataclass(slots=True)
class PageRelations:
    """Of one page: the ids of its topics and related pages in tree order, its tags by name, its approved schedule."""

    topics: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)
    scheduled: Revision | None = None


def read_relations(pages: Sequence[ContentPage]) -> dict[int, PageRelations]:
    """Return the relations of pages by page id; the batch remembers what lies round the pages and whom they name."""
    relations = {page.pk: PageRelations() for page in pages}
    if not relations:
        return {}
    prefetch_related_objects(list(pages), "locale", "lead_image", "social_image")
    for name in ("topics", "related"):
        descriptor = getattr(ContentPage, name)
        source, target = descriptor.field.m2m_field_name(), descriptor.field.m2m_reverse_field_name()
        rows = descriptor.through.objects.filter(**{f"{source}__in": relations})
        for page_id, other in rows.order_by(f"{target}__path").values_list(f"{source}_id", f"{target}_id"):
            getattr(relations[page_id], name).append(other)
    for row in PageTag.objects.filter(content_object__in=relations).select_related("tag").order_by("tag__name"):
        relations[row.content_object_id].tags.append(row.tag)
    places = {above for page in pages for above in places_above(page.path)}
    ids = page_ids(places | {page.path[: -Page.steplen] for page in pages})
    others = {pk for each in relations.values() for pk in (*each.topics, *each.related)}
    live_cards(f"page:{pk}" for pk in sorted(others | {*ids.values()}))
    return relations


def scheduled_revisions(pks: Iterable[int]) -> dict[int, Revision]:
    """Return the newest approved scheduled revision of each page that has one: one query."""
    revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pks], approved_go_live_at__isnull=False)
    return {int(revision.object_id): revision for revision in revisions.order_by("created_at")}
