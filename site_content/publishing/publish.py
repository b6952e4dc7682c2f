"""The two verbs that change items: publish and withdraw. Nothing else writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from site_content.audience_view import AudienceView
from site_content.content_page import ContentPage
from site_content.item_rows import Item
from site_content.items import build_item, end_body
from site_content.publishing.marks import mark_pages
from site_content.publishing.rows import Draft, put
from site_content.visibility import Address, address_of, is_restricted, root_of


class NotPublishable(Exception):
    """The page has no audience now: not live, outside every site, or closed by a view restriction."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What readers are told in place of an item: ``gone``, ``withdrawn`` with a reason, or ``redirect``."""

    state: str = "gone"
    title: str = ""
    reason: str = ""
    location: str = ""
    links: frozenset[tuple[str, str]] = frozenset()


def may_publish(page: ContentPage) -> bool:
    """Say whether a page has an audience now."""
    address = address_of(page)
    return page.live and address is not None and not is_restricted(page, address.audience)


@transaction.atomic
def publish(page: ContentPage, scheduled_for: datetime | None = None) -> bool:
    """Bring the items in line with a live page; return whether anything was written. Raises NotPublishable.

    The page's item stands at its path; every other row it ever had in this audience redirects there, and rows of
    another audience are gone without a word. With ``scheduled_for`` the item goes to the scheduled slot instead.
    """
    root = root_of(page)
    address = address_of(page, [root] if root else [])
    if root is None or address is None or is_restricted(page, address.audience):
        raise NotPublishable(f"page {page.pk} has no audience")
    if not page.live and scheduled_for is None:
        raise NotPublishable(f"page {page.pk} is not live")
    built = build_item(page, address, root)
    slot = "scheduled" if scheduled_for else "current"
    until = page.expire_at
    draft = Draft(
        content_id=str(page.content_id),
        page_id=page.pk,
        audience=address.audience,
        path=address.path,
        slot=slot,
        state="live",
        type=page.item_type,
        body=built.body,
        card=built.card,
        entry=built.entry,
        part_paths=built.part_paths,
        links=built.links,
        published_at=page.shown_date or page.first_published_at or scheduled_for,
        updated_at=page.last_published_at or page.first_published_at or scheduled_for,
        live_from=scheduled_for,
        live_until=until,
        next_change_at=None if scheduled_for else next_change(page),
    )
    old = list(Item.objects.filter(page_id=page.pk, slot="current"))
    written = put(draft)
    if scheduled_for:
        return written
    moved = [row for row in old if (row.audience, row.path) != (address.audience, address.path)]
    for row in moved:
        ending = Ending("redirect", location=address.path) if row.audience == address.audience else Ending()
        written |= _end(row, ending)
    here = next((row for row in old if row not in moved), None)
    written |= _redirect_lost_parts([*moved, *([here] if here else [])], address, built.part_paths, page)
    if written and (here is None or here.state != "live" or moved):
        mark_pages(page.get_children().values_list("pk", flat=True))
    if written and (parent := page.get_parent()):
        mark_pages([parent.pk])
    return written


@transaction.atomic
def withdraw(page_id: int, ending: Ending | None = None) -> bool:
    """Take every item of a page away from readers, who are told ``ending``; return whether anything was written."""
    ending = ending or Ending()
    written = False
    for row in Item.objects.filter(page_id=page_id, slot="current"):
        own = row.state != "redirect"
        written |= _end(row, ending if own or ending.state == "redirect" else Ending())
    return written


@transaction.atomic
def cancel_scheduled(page_id: int, keep_path: Address | None = None) -> bool:
    """Take away a page's scheduled item (all of them, or all but the one at ``keep_path``)."""
    written = False
    for row in Item.objects.filter(page_id=page_id, slot="scheduled").exclude(state="removed"):
        if keep_path is None or (row.audience, row.path) != (keep_path.audience, keep_path.path):
            written |= put(_ended(row, "removed", {}, frozenset()))
    return written


def ending_of(page: ContentPage) -> Ending:
    """Return what readers of a page that is no longer published are told, as its editor chose when unpublishing it."""
    address = address_of(page)
    if address is None or page.live or is_restricted(page, address.audience):
        return Ending()
    if page.end_state == "withdrawn":
        return Ending("withdrawn", title=page.title, reason=page.end_reason)
    if page.end_state == "redirect":
        view = AudienceView(address.audience)
        link = view.link(page_id=page.end_redirect_page_id, url=page.end_redirect_url)
        if link["url"] and link["url"] != address.path:
            return Ending("redirect", location=link["url"], links=frozenset(view.links))
        return Ending(links=frozenset(view.links))
    return Ending()


def next_change(page: ContentPage) -> datetime | None:
    """Return when what readers see at the page's path next changes by itself, or None."""
    moments = [page.expire_at, scheduled_moment(page)]
    return min((moment for moment in moments if moment and moment > timezone.now()), default=None)


def scheduled_moment(page: ContentPage) -> datetime | None:
    """Return when the approved scheduled revision of a page goes live, or None."""
    revisions = page.revisions.filter(approved_go_live_at__isnull=False).order_by("-created_at")
    return revisions.values_list("approved_go_live_at", flat=True).first()


def _redirect_lost_parts(old: list[Item], address: Address, parts: list[str], page: ContentPage) -> bool:
    """Leave a redirect where a guidance part used to be answered and no longer is."""
    written = False
    for path in {path for row in old if row.audience == address.audience for path in row.part_paths} - {*parts}:
        taken = Item.objects.filter(audience=address.audience, path=path, slot="current", state="live").exists()
        if path != address.path and not taken:
            head = {"content_id": str(page.content_id), "type": page.item_type, "audience": address.audience}
            row = Item(page_id=page.pk, path=path, slot="current", **head)
            written |= _end(row, Ending("redirect", location=address.path))
    return written


def _end(row: Item, ending: Ending) -> bool:
    more: dict[str, Any] = {}
    if ending.state == "redirect":
        more = {"location": ending.location, "permanent": True}
    if ending.state == "withdrawn":
        more = {"reason": ending.reason, "title": ending.title}
    return put(_ended(row, ending.state, more, ending.links))


def _ended(row: Item, state: str, more: dict[str, Any], links: frozenset[tuple[str, str]]) -> Draft:
    head = {"content_id": str(row.content_id), "type": row.type, "audience": row.audience, "path": row.path}
    return Draft(
        content_id=head["content_id"],
        page_id=row.page_id,
        audience=row.audience,
        path=row.path,
        slot=row.slot,
        state=state,
        type=row.type,
        body=end_body({**head, "locale": "en"}, state, **more),
        links=set(links),
    )
