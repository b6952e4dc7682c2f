"""``ItemRecord``: an item as it is built, before publishing gives it a version and a place in the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from search.entry import Entry
from site_content.items.json_text import rfc3339
from site_content.items.media import Medium
from site_content.items.publishable import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item not yet numbered. ``body`` lacks ``version``, and ``updated_at`` unless it is live.

    ``key`` says what it was made from (``page:7``, ``~site:public``); ``links`` what else it shows; ``media`` which
    pictures and files it names. These are in no digest: the body has their addresses.
    """

    key: str
    content_id: str
    audience: str
    path: str
    state: str
    type: str
    body: dict[str, Any]
    slot: str = "current"
    locale: str = DEFAULT_LOCALE
    translation_key: UUID | None = None
    groups: Sequence[str] = ()
    card: dict[str, Any] | None = None
    entry: Entry | None = None
    part_paths: list[str] = field(default_factory=list)
    links: set[tuple[str, str]] = field(default_factory=set)
    media: Sequence[Medium] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    next_change_at: datetime | None = None
    # Whether readers can tell it from what it replaces: a global item also holds what is only to come.
    is_shown: bool = True

    def digest(self) -> str:
        """Return the hash of everything a reader or a follower could tell apart."""
        moments = (self.published_at, self.live_from, self.live_until, self.next_change_at)
        parts: list[Any] = [self.content_id, self._digest_key(), self.state, self.slot, self.body, self.part_paths]
        parts += [[rfc3339(moment) for moment in moments], self.entry.to_json() if self.entry else None]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _digest_key(self) -> int | str | None:
        """Return the key as digests have it: those stored before keys had kinds hold a page's number, or nothing.

        Another form would make every item of an older database look changed.
        """
        kind, _, pk = self.key.partition(":")
        if kind == "page" and pk.isdecimal():
            return int(pk)
        return None if kind.startswith("~") else self.key
