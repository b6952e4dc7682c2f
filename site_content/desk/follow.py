"""Following the log into ``ItemQuality``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from site_content.desk.quality import quality_of
from site_content.desk.rows import ItemQuality
from site_content.item_rows import Item


def note_quality(after: int, limit: int) -> int | None:
    """Judge the items written after a log position, at most ``limit``; return the new position, or None at the end.

    Run it in one transaction with the position it returns.
    """
    rows: Sequence[Item] = Item.objects.filter(seq__gt=after, slot="current").order_by("seq")[:limit]
    position = None
    for row in rows:
        position = row.seq
        if row.type.startswith("~"):
            continue
        if row.state != "live" or row.page_id is None:
            ItemQuality.objects.filter(audience=row.audience, path=row.path).delete()
            continue
        body = json.loads(row.body)
        text = "\n".join(part for part in (body["summary"], (row.entry or {}).get("body", "")) if part)
        found = quality_of(body, text)
        ItemQuality.objects.update_or_create(
            audience=row.audience,
            path=row.path,
            defaults={
                "page_id": row.page_id,
                "title": body["title"][:255],
                "words": found.words,
                "lix": found.lix,
                "images_without_alt": found.images_without_alt,
            },
        )
    return position
