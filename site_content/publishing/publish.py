"""The two verbs that change items: publish and withdraw. Nothing else writes them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from site_content.items.build import build_item
from site_content.items.ending import GONE, REMOVED, Ending
from site_content.items.facet_targets import give_value
from site_content.items.item_record import ItemRecord
from site_content.items.kinds import publishable_of
from site_content.items.models import Item
from site_content.items.publishable import Publishable
from site_content.items.visibility import Address
from site_content.publishing.batch import Batch, writing
from site_content.publishing.endings import end
from site_content.publishing.record import write_record


class NotPublishable(Exception):
    """It has no audience now: not live, outside every site, or closed by a restriction."""


class PathTaken(Exception):
    """Something else is published at the path. One of them needs another slug."""


def publish(subject: Publishable) -> bool:
    """Bring the items in line with what is live; return whether anything was written.

    The item stands at its path; every other row the object ever had in this audience redirects there, and rows of
    another audience are gone without a word. A version with ``live_from`` goes to the scheduled slot instead.
    Raises NotPublishable, PathTaken, or pydantic.ValidationError if the type's Details refuse it.
    """
    with writing() as batch:
        address = subject.address()
        if address is None or not subject.is_open():
            raise NotPublishable(f"{subject.key} has no audience")
        if subject.live_from is None and not subject.is_readable():
            raise NotPublishable(f"{subject.key} is not live")
        refuse_taken(batch, subject, address)
        if subject.live_from is None:
            # Not before: a value that an unpublished topic holds would show in the values of others.
            give_value(subject, address)
        record = build_item(subject, address)
        return write_record(record) if subject.live_from is not None else _publish_now(batch, subject, address, record)


def _publish_now(batch: Batch, subject: Publishable, address: Address, record: ItemRecord) -> bool:
    # Copies: the rows themselves change as they are written.
    old = [copy(row) for row in batch.rows_of(subject.key, "current") if row.state != "removed"]
    written = write_record(record)
    here = next((row for row in old if (row.audience, row.path) == (address.audience, address.path)), None)
    elsewhere = [row for row in old if row is not here]
    had = {row.path for row in old}
    for row in elsewhere:
        # A redirect tells of the new place: whoever may not read that is not told.
        groups = record.groups if row.audience == address.audience else None
        written |= end(row, _ending_elsewhere(row, address, record.part_paths, had), groups)
    written |= _redirect_lost_parts(batch, old, address, record.part_paths, had, subject)
    was_live_here = here is not None and here.state == "live"
    if not was_live_here or any(row.state == "live" for row in elsewhere):
        _mark_family(batch, subject)
    return written


def withdraw(key: str, ending: Ending = GONE, audience: str | None = None, groups: Sequence[str] | None = None) -> bool:
    """Take every item made from ``key`` away from readers; return whether anything was written.

    Readers of ``audience`` (of ``groups``) are told ``ending``, at the paths it had before as well; others only
    that it is gone: the reason is not theirs to read.
    """
    written = False
    with writing() as batch:
        for row in batch.rows_of(key, "current"):
            if row.state != "removed":
                is_told = row.audience == audience
                written |= end(row, ending if is_told else GONE, groups if is_told else None)
    return written


def cancel_scheduled(key: str, keep: Address | None = None) -> bool:
    """Take away what is scheduled from ``key`` (all of it, or all but what is at ``keep``)."""
    written = False
    with writing() as batch:
        for row in batch.rows_of(key, "scheduled"):
            is_elsewhere = keep is None or (row.audience, row.path) != (keep.audience, keep.path)
            if row.state != "removed" and is_elsewhere:
                written |= end(row, REMOVED)
    return written


def refuse_taken(batch: Batch, subject: Publishable, address: Address) -> None:
    """Raise PathTaken when something else belongs at an address; what has only not left it yet does not."""
    row = batch.row_at(address.audience, address.path, "current")
    holder = row.key if row is not None and row.state == "live" and row.key != subject.key else None
    other = publishable_of(holder) if holder else None
    if other is not None and other.is_readable() and other.address() == address:
        one, two = (key.replace(":", " ") for key in (subject.key, other.key))
        raise PathTaken(f"{one} and {two} have the same address {address.path}: change the slug of one")


def _mark_family(batch: Batch, subject: Publishable) -> None:
    """Ask for those around what is newly here: its parent may list it, its children's addresses begin with its own.

    From then on the parent's item has a link to it, by which it is made again.
    """
    parent = subject.parent_key()
    batch.dependants.add([parent] if parent else [])
    batch.dependants.add(subject.child_keys())


def _ending_elsewhere(row: Item, address: Address, part_paths: list[str], had: set[str]) -> Ending:
    if row.audience != address.audience:
        return GONE
    if row.path in part_paths:  # a part lost once and found again answers at its own path
        return REMOVED
    return Ending("redirect", location=_successor(row.path, address, part_paths, had))


def _successor(path: str, address: Address, part_paths: list[str], had: set[str]) -> str:
    """Return where readers of an address that it had are led: a part's to the part of that name, others to the
    item. ``had`` are the addresses that it has or had: what stood right below one of them was a part."""
    above, _, name = path.rpartition("/")
    same = f"{address.path.rstrip('/')}/{name}"
    return same if above in had and same in part_paths else address.path


def _redirect_lost_parts(
    batch: Batch, old: list[Item], address: Address, parts: list[str], had: set[str], subject: Publishable
) -> bool:
    """Leave a redirect where a guidance part used to be answered and no longer is."""
    written = False
    lost = {path for row in old if row.audience == address.audience for path in row.part_paths} - {*parts}
    for path in sorted(lost - {address.path}):
        row = Item(key=subject.key, path=path, slot="current", audience=address.audience)
        row.content_id, row.type, row.locale = subject.content_id, subject.item_type, subject.locale
        row.translation_key, row.groups = subject.translation_key, list(subject.groups)
        holder = batch.row_at(row.audience, path, "current")
        if holder is None or holder.state == "removed" or holder.key == subject.key:
            written |= end(row, Ending("redirect", location=_successor(path, address, parts, had)))
    return written
