"""One entry of the log as followers read it, from the database or over HTTP."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

State = Literal["live", "redirect", "gone", "withdrawn", "removed"]
Slot = Literal["current", "scheduled"]


@dataclass(frozen=True, slots=True)
class Change:
    """The newest form of one item row.

    A row is one (audience, path, slot). The ``current`` slot is what is published now; the ``scheduled`` slot holds
    what takes over at ``live_from``. ``removed`` is a tombstone: the row must vanish from every copy.
    ``body`` is the exact JSON text served. ``entry`` is the search entry as JSON (None unless live).
    ``updated_at`` is what readers are told (last publication); ``written_at`` is when this row was written: it is what
    Last-Modified says.
    ``part_paths`` are further paths that answer the same item (guidance parts). ``card`` is the card's JSON.
    """

    seq: int
    content_id: str
    audience: str
    path: str
    slot: Slot
    state: State
    type: str
    version: int
    body: str
    etag: str
    updated_at: datetime
    published_at: datetime | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    next_change_at: datetime | None = None
    card: dict[str, Any] | None = None
    entry: dict[str, Any] | None = None
    part_paths: list[str] = field(default_factory=list)
    written_at: datetime | None = None
