"""Writing one item row with its log position, its links, and the marks its change leaves on others."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from search.entry import Entry
from site_content.item_rows import Item, ItemLink
from site_content.item_schema import SCHEMA_VERSION
from site_content.items import rfc3339, to_text
from site_content.publishing import log
from site_content.publishing.marks import mark_dependants


@dataclass(frozen=True, slots=True)
class Draft:
    """An item row about to be written. ``body`` lacks ``version``, and ``updated_at`` unless it is live."""

    content_id: str
    page_id: int | None
    audience: str
    path: str
    state: str
    type: str
    body: dict[str, Any]
    slot: str = "current"
    card: dict[str, Any] | None = None
    entry: Entry | None = None
    part_paths: list[str] = field(default_factory=list)
    links: set[tuple[str, str]] = field(default_factory=set)
    published_at: datetime | None = None
    updated_at: datetime | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    next_change_at: datetime | None = None

    def digest(self) -> str:
        """Return the hash of everything a reader or a follower could tell apart."""
        times = [rfc3339(moment) for moment in (self.live_from, self.live_until, self.next_change_at)]
        parts = [self.content_id, self.state, self.slot, self.body, times, self.part_paths]
        parts.append(self.entry.to_json() if self.entry else None)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def put(draft: Draft) -> bool:
    """Write a row if it says something new; return whether it did. Must run inside a transaction.

    The log's head is locked first, so two writers of one path cannot both believe the old row.
    """
    log.lock_head()
    row = Item.objects.filter(audience=draft.audience, path=draft.path, slot=draft.slot).first()
    digest = draft.digest()
    if row is not None and row.digest == digest:
        _set_links(row, draft.links)
        return False
    before = None if row is None or row.state != "live" or row.page_id != draft.page_id else row.card
    displaced = row.page_id if row is not None and row.state == "live" and row.page_id != draft.page_id else None
    now = timezone.now()
    versions = Item.objects.filter(content_id=draft.content_id).aggregate(newest=Max("version"))
    row = row or Item(audience=draft.audience, path=draft.path, slot=draft.slot)
    row.version = (versions["newest"] or 0) + 1
    row.content_id, row.page_id, row.state, row.type = draft.content_id, draft.page_id, draft.state, draft.type
    row.updated_at, row.written_at, row.published_at = draft.updated_at or now, now, draft.published_at
    row.live_from, row.live_until, row.next_change_at = draft.live_from, draft.live_until, draft.next_change_at
    row.card, row.part_paths, row.digest, row.schema_version = draft.card, draft.part_paths, digest, SCHEMA_VERSION
    row.body = to_text({**draft.body, "version": row.version, "updated_at": rfc3339(row.updated_at)})
    row.etag = hashlib.sha256(row.body.encode()).hexdigest()[:32]
    seq = log.append(row)
    row.entry = None if draft.entry is None else {**draft.entry.to_json(), "version": seq}
    row.save()
    _set_links(row, draft.links)
    if draft.slot == "current":
        mark_dependants(draft.page_id, before, draft.card)
        if displaced is not None:
            mark_dependants(displaced, {"title": ""}, None)
    return True


def _set_links(row: Item, links: set[tuple[str, str]]) -> None:
    """Make the row's links what the item used this time, touching only the difference."""
    kept = dict(((link.target, link.kind), link.pk) for link in row.item_links.all())
    gone = [pk for key, pk in kept.items() if key not in links]
    if gone:
        ItemLink.objects.filter(pk__in=gone).delete()
    new = sorted(links - kept.keys())
    ItemLink.objects.bulk_create([ItemLink(item=row, target=target, kind=kind) for target, kind in new])
