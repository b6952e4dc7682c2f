"""Index updates: turn rows of the log into what an index writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from search.elastic import Update
from site_content.followers.copies.record import entry_of
from site_content.items.change import Change
from site_content.items.closed_items import items_behind
from site_content.items.closures import CLOSURE, closure_of


def key_of_row(audience: str, path: str, slot: str) -> str:
    """Return the name of a row in an index.

    Not its content_id: a moved page leaves a redirect of the same id behind, whose tombstone must not take the page
    with it. A hash, because Elasticsearch takes names of 512 bytes and paths may be longer.
    """
    return hashlib.sha256(f"{audience}\0{path}\0{slot}".encode()).hexdigest()[:32]


def update_of(change: Change, is_closed: bool = False) -> Update:
    """Return what an index is told of a row: its entry while it may be found, else that it is gone."""
    key = key_of_row(change.audience, change.path, change.slot)
    return Update(key, change.seq, None if is_closed else entry_of(change))


def updates_of(changes: Iterable[Change]) -> list[Update]:
    """Return what an index is told of rows of the log, and of the rows that closures among them cover."""
    updates: list[Update] = []
    for change in changes:
        updates.append(update_of(change))
        if (closure := closure_of(change)) is not None and closure.path:
            rows = items_behind(closure).values_list("audience", "path", "slot", "seq")
            updates += [Update(key_of_row(audience, path, slot), seq, None) for audience, path, slot, seq in rows]
    return updates


def takes_away(changes: Iterable[Change]) -> bool:
    """Say whether something may be found no more: whoever searches next must not find it."""
    return any(change.slot == "current" and (change.state != "live" or change.type == CLOSURE) for change in changes)
