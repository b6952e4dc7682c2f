"""The index follower: keeps an index in step with the log, and rebuilds one that is missing, broken or outdated.

Whoever calls holds the follower's lease: one process writes an index.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from search.elastic import Index, Outcome, Update
from site_content.audiences import readable_audiences
from site_content.followers.indexes.updates import takes_away, update_of, updates_of
from site_content.items.change import Change
from site_content.items.closed_items import is_closed_now
from site_content.items.models import Item
from site_content.publishing import log

logger = logging.getLogger("headland.indexes")
PAGE = 500
# How often the index is asked what it keeps out, when nothing says that this has changed.
LOOK_SECONDS = 60.0
QUARANTINED = "kept out of the index"


class Postponed(Exception):
    """The server refused writes that it may take later; the position stayed where it was."""


@dataclass
class IndexFollower:
    """Follows the log into one audience's index. Every method raises EngineUnavailable when the server is away."""

    index: Index
    audience: str
    position: int = 0
    #: What the index could not take, for people; empty when it took everything.
    trouble: str = ""
    #: Called between steps of long work, so that the caller can renew its lease (or raise to stop).
    keep: Callable[[], None] = field(default=lambda: None)
    _look_at: float = 0.0

    def catch_up(self) -> int:
        """Write what the log holds beyond the index's position; return how many rows. Raises Postponed.

        A missing index, one of another schema, or one ahead of the log (the database was restored) is made again.
        """
        position = self._sound_position()
        if position is None:
            return self.rebuild()
        self._drop_unfinished()
        written = 0
        while changes := log.changes_after(position, PAGE, readable_audiences(self.audience)):
            position = changes[-1].seq
            self._apply(changes, position)
            written += len(changes)
            self.keep()
        self._note_head(position)
        self._look(soon=bool(written and self.trouble))
        return written

    def rebuild(self) -> int:
        """Fill a new index from the items while both are written, then let searches read it; return rows filled."""
        self._drop_unfinished()
        started = log.head()
        fresh = self.index.begin_rebuild()
        logger.info("filling %s from the items", fresh)
        filled = 0
        position = started
        for updates in self._items():
            self._settle(self.index.fill(fresh, updates))
            filled += len(updates)
            position = self._follow_while_filling(position)
            self.keep()
        self.index.note_position(fresh, position)
        self.index.finish_rebuild(fresh)
        self.position = position
        self._note_head(self._follow_while_filling(position))
        self._look(soon=True)
        return filled

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _sound_position(self) -> int | None:
        position = self.index.position()
        return None if position is None or position > log.head() else position

    def _drop_unfinished(self) -> None:
        """Delete what a rebuild that was killed left behind: nothing reads it, and every write would go there too."""
        current = self.index.current()
        for version in self.index.versions():
            if version != current:
                self.index.drop(version)

    def _follow_while_filling(self, position: int) -> int:
        """Write what editors did meanwhile to the index that is read and to the one that is filled."""
        while changes := log.changes_after(position, PAGE, readable_audiences(self.audience)):
            position = changes[-1].seq
            self._apply(changes, position)
        return position

    def _apply(self, changes: list[Change], position: int) -> None:
        self._settle(self.index.apply(updates_of(changes), position))
        self.position = position
        if takes_away(changes):
            # By itself the server shows within a second what was written; what was taken away must not wait for that.
            self.index.refresh()

    def _look(self, *, soon: bool) -> None:
        """See what is kept out of the index: an entry that was published again may have been taken meanwhile."""
        if not soon and time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_SECONDS
        self.index.refresh()
        kept_out = self.index.quarantined()
        reasons = list(dict.fromkeys(kept_out.values()))
        self.trouble = f"{len(kept_out)} {QUARANTINED}: {'; '.join(reasons[:3])}" if kept_out else ""

    def _settle(self, outcome: Outcome) -> None:
        for key, reason in outcome.quarantined:
            logger.error("%s: %s is kept out of the index: %s", self.index.read_alias, key, reason)
            self._look_at = 0.0
        if outcome.postponed:
            # A full disk sets a block that older servers keep after there is room again: lift it and try again later.
            self.index.allow_writes()
            raise Postponed(f"Elasticsearch refused {len(outcome.postponed)} writes for now")

    def _note_head(self, position: int) -> None:
        """Move the position over what is not for this audience, so that lag means work that waits."""
        head = log.head()
        if head > position and not log.changes_after(position, 1, readable_audiences(self.audience)):
            current = self.index.current()
            if current:
                self.index.note_position(current, head)
            position = head
        self.position = position

    def _items(self) -> Iterator[list[Update]]:
        after, readable = 0, readable_audiences(self.audience)
        while True:
            # The audience is looked at here: asked for it, SQLite reads and sorts all its items for each page.
            rows = Item.objects.filter(pk__gt=after).annotate(is_closed=is_closed_now()).order_by("pk")[:PAGE]
            page = list(rows)
            if not page:
                return
            after = page[-1].pk
            yield [update_of(log.change_of(row), row.is_closed) for row in page if row.audience in readable]
