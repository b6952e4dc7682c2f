"""Item records: writes an item row with its log position, its links, and refreshes of what depends on it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from site_content.items.closed_items import closures_over
from site_content.items.details import SCHEMA_VERSION
from site_content.items.item_record import ItemRecord
from site_content.items.json_text import rfc3339, to_text
from site_content.items.models import Item
from site_content.publishing.batch import Batch, writing
from site_content.publishing.position_shifts import takes_readers


def write_record(record: ItemRecord) -> bool:
    """Write a row if it says something new; return whether it did. It is written when the batch ends.

    The log's head is locked first, so two writers of one path cannot both believe the old row.
    """
    with writing() as batch:
        row = batch.row_at(record.audience, record.path, record.slot)
        digest = record.digest()
        closures = closures_over(row) if row is not None else []
        if row is not None and row.digest == digest and is_whole(row, record) and not closures:
            batch.set_links(row, record.links)
            return False
        _write(batch, row, record, digest, is_hidden=any(closure.path for closure in closures))
        return True


def _write(batch: Batch, row: Item | None, record: ItemRecord, digest: str, *, is_hidden: bool) -> None:
    key_before = row.key if row is not None else None
    own = row is not None and row.key == record.key
    # Behind a closure nobody saw it: what shows it was made without it, or is about to be.
    before = row.card if row is not None and own and row.state == "live" and not is_hidden else None
    displaced = row.key if row is not None and row.state == "live" and not own else None
    narrowed = row is not None and own and row.groups != list(record.groups)
    was_shown = row is not None and row.state != "removed"
    if record.slot == "current" and takes_readers(row, record.groups):
        batch.take_readers()
    now = timezone.now()
    row = row or Item(audience=record.audience, path=record.path, slot=record.slot)
    row.version = batch.next_version(record.content_id, record.audience)
    row.content_id, row.key, row.state, row.type = UUID(record.content_id), record.key, record.state, record.type
    row.locale, row.groups = record.locale, list(record.groups)
    row.translation_key = record.translation_key or UUID(record.content_id)
    row.updated_at, row.published_at = record.updated_at or now, record.published_at
    row.written_at = _after(row.written_at, now)
    row.live_from, row.live_until, row.next_change_at = record.live_from, record.live_until, record.next_change_at
    row.card, row.part_paths, row.digest, row.schema_version = record.card, record.part_paths, digest, SCHEMA_VERSION
    row.media = list(record.media)
    row.body = to_text({**record.body, "version": row.version, "updated_at": rfc3339(row.updated_at)})
    row.etag = etag_of(row.body)
    # What was shown here before was seen, whatever stands here now; what is only scheduled is seen by nobody.
    is_shown = record.is_shown and record.slot == "current" and (record.state != "removed" or was_shown)
    seq = batch.write(row, key_before, is_shown)
    row.entry = None if record.entry is None else {**record.entry.to_json(), "version": seq}
    batch.set_links(row, record.links)
    if record.slot == "current":
        batch.dependants.add_card(record.key, before, record.card)
        if narrowed:
            batch.dependants.add_users(record.key)
        _mark_displaced(batch, record, displaced)


def _after(before: datetime | None, now: datetime) -> datetime:
    """Return ``now``, or the second after ``before``: HTTP tells versions apart by whole seconds (RFC 9110, 8.8.2)."""
    if before is None or int(before.timestamp()) < int(now.timestamp()):
        return now
    return before.replace(microsecond=0) + timedelta(seconds=1)


def etag_of(body: str) -> str:
    """Return the ETag of a JSON text: half a SHA-256 in hex."""
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def is_whole(row: Item, record: ItemRecord) -> bool:
    """Say whether a row whose digest is right still holds what the digest was made of: nobody wrote past publishing."""
    entry = None if row.entry is None else {**row.entry, "version": 0}
    moments = (row.published_at, row.live_from, row.live_until, row.next_change_at)
    expected = (record.published_at, record.live_from, record.live_until, record.next_change_at)
    return (
        row.etag == etag_of(row.body)
        and (str(row.content_id), row.key, row.state, row.type)
        == (record.content_id, record.key, record.state, record.type)
        and (row.locale, row.translation_key, row.groups)
        == (record.locale, record.translation_key or row.content_id, list(record.groups))
        and row.card == record.card
        and entry == (record.entry.to_json() if record.entry else None)
        and (row.part_paths, row.media) == (record.part_paths, list(record.media))
        and [rfc3339(moment) for moment in moments] == [rfc3339(moment) for moment in expected]
    )


def _mark_displaced(batch: Batch, record: ItemRecord, displaced: str | None) -> None:
    """Something else lost its row here, or is scheduled to take this path over: it must look at its place again."""
    if displaced is not None:
        batch.dependants.add([displaced])
        batch.dependants.add_users(displaced)
    if record.state == "live":
        rival = batch.row_at(record.audience, record.path, "scheduled")
        if rival is not None and rival.state != "removed" and rival.key != record.key:
            batch.dependants.add([rival.key])
