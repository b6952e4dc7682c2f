"""The two verbs that change items: publish and withdraw. Nothing else writes them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from site_content.items.build import build_item
from site_content.items.facet_targets import give_value
from site_content.items.models import Item, Refresh
from site_content.items.visibility import Address, SiteRoot, address_of, is_restricted, root_of
from site_content.pages.content_page import ContentPage
from site_content.publishing.endings import GONE, REMOVED, Ending, end
from site_content.publishing.log import lock_head
from site_content.publishing.record import ItemRecord, write_record
from site_content.publishing.refresh_queue import enqueue_pages


class NotPublishable(Exception):
    """The page has no audience now: not live, outside every site, or closed by a view restriction."""


class PathTaken(Exception):
    """Another page is published at the page's path. One of them needs another slug."""


def may_publish(page: ContentPage) -> bool:
    """Say whether a page has an audience now."""
    address = address_of(page)
    return page.live and address is not None and not is_restricted(page, address.audience)


@transaction.atomic
def publish(page: ContentPage, scheduled_for: datetime | None = None) -> bool:
    """Bring the items in line with a live page; return whether anything was written.

    The page's item stands at its path; every other row it ever had in this audience redirects there, and rows of
    another audience are gone without a word. With ``scheduled_for`` the item goes to the scheduled slot instead.
    Raises NotPublishable, or PathTaken.
    """
    lock_head()
    root = root_of(page)
    address = address_of(page, [root] if root else [])
    if root is None or address is None or is_restricted(page, address.audience):
        raise NotPublishable(f"page {page.pk} has no audience")
    if not page.live and scheduled_for is None:
        raise NotPublishable(f"page {page.pk} is not live")
    refuse_taken(page, address)
    record = record_of(page, address, root, scheduled_for)
    if scheduled_for:
        return write_record(record)
    old = list(Item.objects.filter(page_id=page.pk, slot="current").exclude(state="removed"))
    written = write_record(record)
    here = next((row for row in old if (row.audience, row.path) == (address.audience, address.path)), None)
    elsewhere = [row for row in old if row is not here]
    had = {row.path for row in old}
    for row in elsewhere:
        written |= end(row, _ending_elsewhere(row, address, record.part_paths, had))
    written |= _redirect_lost_parts(old, address, record.part_paths, had, page)
    was_live_here = here is not None and here.state == "live"
    if not was_live_here or any(row.state == "live" for row in elsewhere):
        _mark_family(page)
    return written


@transaction.atomic
def withdraw(page_id: int, ending: Ending = GONE, audience: str | None = None) -> bool:
    """Take every item of a page away from readers; return whether anything was written.

    Readers of ``audience`` are told ``ending``, at the paths it had before as well; those of the other audience only
    that it is gone: the reason is not theirs to read.
    """
    lock_head()
    written = False
    for row in Item.objects.filter(page_id=page_id, slot="current").exclude(state="removed"):
        written |= end(row, ending if row.audience == audience else GONE)
    return written


@transaction.atomic
def cancel_scheduled(page_id: int, keep: Address | None = None) -> bool:
    """Take away a page's scheduled item (all of them, or all but the one at ``keep``)."""
    lock_head()
    written = False
    for row in Item.objects.filter(page_id=page_id, slot="scheduled").exclude(state="removed"):
        if keep is None or (row.audience, row.path) != (keep.audience, keep.path):
            written |= end(row, REMOVED)
    return written


def record_of(page: ContentPage, address: Address, root: SiteRoot, scheduled_for: datetime | None) -> ItemRecord:
    """Return a page's item, not yet numbered. Raises pydantic.ValidationError if the type's Details refuse it."""
    give_value(page, address)
    built = build_item(page, address, root)
    return ItemRecord(
        content_id=str(page.content_id),
        page_id=page.pk,
        audience=address.audience,
        path=address.path,
        slot="scheduled" if scheduled_for else "current",
        state="live",
        type=page.item_type,
        body=built.body,
        card=built.card,
        entry=built.entry,
        part_paths=built.part_paths,
        links=built.links,
        published_at=page.shown_date or page.first_published_at,
        updated_at=page.last_published_at or page.first_published_at,
        live_from=scheduled_for,
        live_until=page.expire_at,
        next_change_at=None if scheduled_for else next_change(page),
    )


def refuse_taken(page: ContentPage, address: Address) -> None:
    """Raise PathTaken when another page belongs at an address; a page that has only not left it yet does not."""
    rows = Item.objects.filter(audience=address.audience, path=address.path, slot="current", state="live")
    holder = rows.exclude(page_id=page.pk).values_list("page_id", flat=True).first()
    other = ContentPage.objects.filter(pk=holder).first() if holder else None
    if other is not None and may_publish(other) and address_of(other) == address:
        raise PathTaken(f"page {page.pk} and page {other.pk} are both at {address.path}: give one another slug")


def next_change(page: ContentPage) -> datetime | None:
    """Return when what readers see at the page's path changes by itself, or None.

    It may be past: the page is due, and stays so until the worker has made it fact.
    """
    return min((moment for moment in (page.expire_at, scheduled_moment(page)) if moment), default=None)


def scheduled_moment(page: Page) -> datetime | None:
    """Return when the approved scheduled revision of a page goes live, or None."""
    revisions = page.revisions.filter(approved_go_live_at__isnull=False).order_by("-created_at")
    moment: datetime | None = revisions.values_list("approved_go_live_at", flat=True).first()
    return moment


def _mark_family(page: Page) -> None:
    """Mark those around a page that is newly here: its parent may list it, its children's addresses begin with its own.

    From then on the parent's item has a link to it, by which it is made again.
    """
    parent = page.get_parent()
    enqueue_pages([parent.pk] if parent is not None else [], Refresh.AFTER)
    enqueue_pages(page.get_children().values_list("pk", flat=True), Refresh.AFTER)


def _ending_elsewhere(row: Item, address: Address, part_paths: list[str], had: set[str]) -> Ending:
    if row.audience != address.audience:
        return GONE
    if row.path in part_paths:  # a part lost once and found again answers at its own path
        return REMOVED
    return Ending("redirect", location=_successor(row.path, address, part_paths, had))


def _successor(path: str, address: Address, part_paths: list[str], had: set[str]) -> str:
    """Return where readers of an address that a page had are led: a part's to the part of that name, others to the
    page. ``had`` are the addresses that the page has or had: what stood right below one of them was a part."""
    above, _, name = path.rpartition("/")
    same = f"{address.path.rstrip('/')}/{name}"
    return same if above in had and same in part_paths else address.path


def _redirect_lost_parts(old: list[Item], address: Address, parts: list[str], had: set[str], page: ContentPage) -> bool:
    """Leave a redirect where a guidance part used to be answered and no longer is."""
    written = False
    lost = {path for row in old if row.audience == address.audience for path in row.part_paths} - {*parts}
    for path in sorted(lost - {address.path}):
        row = Item(page_id=page.pk, path=path, slot="current", audience=address.audience)
        row.content_id, row.type = page.content_id, page.item_type
        held = Item.objects.filter(audience=row.audience, path=path, slot="current").exclude(state="removed")
        if not held.exclude(page_id=page.pk).exists():
            written |= end(row, Ending("redirect", location=_successor(path, address, parts, had)))
    return written
