"""Index updates: turn rows of the log into what an index writes."""

from __future__ import annotations

import hashlib

from search.elastic import Update
from site_content.followers.copies.record import entry_of
from site_content.items.change import Change


def key_of_row(audience: str, path: str, slot: str) -> str:
    """Return the name of a row in an index.

    Not its content_id: a moved page leaves a redirect of the same id behind, whose tombstone must not take the page
    with it. A hash, because Elasticsearch takes names of 512 bytes and paths may be longer.
    """
    return hashlib.sha256(f"{audience}\0{path}\0{slot}".encode()).hexdigest()[:32]


def update_of(change: Change) -> Update:
    """Return what an index is told of a row: its entry while it may be found, else that it is gone."""
    return Update(key_of_row(change.audience, change.path, change.slot), change.seq, entry_of(change))
