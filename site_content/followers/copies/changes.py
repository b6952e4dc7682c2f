"""Changes from a copy: tell integrators what to add or remove, oldest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.compress import plain_of

# A page of changes ends here even when fewer rows than asked for are in it.
MAX_PAGE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CopyChange:
    """One row of the log. ``plain`` is the item's JSON text, or None when readers are to have it no more."""

    position: int
    content_id: str
    audience: str
    path: str
    type: str
    state: str
    plain: bytes | None


def changes_after(
    conn: sqlite3.Connection, position: int, limit: int, now: int, access: Access | None = None
) -> list[CopyChange]:
    """Return the newest form of rows that readers could tell apart after ``position`` of theirs: one SELECT.

    What is scheduled is not in it before it is published, nor what has expired: nothing unseen leaks to integrators.
    """
    query = (
        "SELECT i.position, i.content_id, i.audience, i.path, i.type, i.state, i.live_until, g.body FROM item i"  # noqa: S608 (ours)
        " LEFT JOIN gzip g ON g.item = i.id"
        f" WHERE i.position > :position AND i.type NOT LIKE '~%'{is_readable('i.id', access)}"
        " ORDER BY i.position LIMIT :limit"
    )
    values = {"position": position, "limit": limit, **values_for(access)}
    changes: list[CopyChange] = []
    size = 0
    for place, content_id, audience, path, kind, state, until, packed in conn.execute(query, values):
        if state == "live" and until is not None and until <= now:
            state = "gone"
        body = plain_of(packed) if state in {"live", "redirect"} else None
        changes.append(CopyChange(place, content_id, audience, path, kind, state, body))
        size += len(body or b"")
        if size > MAX_PAGE_BYTES:
            break
    return changes
