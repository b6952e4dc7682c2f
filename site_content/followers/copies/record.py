"""Copy records: make the table rows of one change without looking at the file."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from typing import NamedTuple

from search.entry import Entry
from search.moments import seconds
from search.words import key_of
from site_content.followers.copies.compress import CompressedBody
from site_content.followers.copies.media import MediaRow, media_rows
from site_content.followers.copies.schema import LONG_AGO, AddressRow, ItemRow
from site_content.followers.copies.sets import section_of
from site_content.items.change import Change

logger = logging.getLogger("headland.copies")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


# Name, value, published_at, tie, item.
FacetRow = tuple[str, str, int, int, int]


class Record(NamedTuple):
    """The rows of one item row; ``bodies`` is None and the lists are empty where readers have nothing to see."""

    item: ItemRow
    bodies: CompressedBody | None
    addresses: list[AddressRow]
    facets: list[FacetRow]
    media: list[MediaRow]


def record_of(row: int, change: Change, bodies: CompressedBody | None, entry: Entry | None) -> Record:
    """Return what is stored under row id ``row``. A card that the search entry has is not stored a second time."""
    card = change.card or {}
    listed = is_listed(change)
    has_body = bodies is not None and change.state != "removed"
    published = seconds(change.published_at)
    written, begins, ends, expires = (
        seconds(change.written_at or change.updated_at),
        seconds(change.live_from),
        shown_until(change),
        seconds(change.live_until),
    )
    item = ItemRow(
        id=row,
        audience=change.audience,
        path=change.path,
        slot=change.slot,
        seq=change.seq,
        position=change.position,
        content_id=change.content_id,
        state=change.state,
        type=change.type,
        version=change.version,
        etag=change.etag,
        written_at=written,
        published_at=LONG_AGO if published is None else published,
        updated_at=seconds(change.updated_at),
        shown_from=begins,
        shown_until=ends,
        live_until=expires,
        listed=int(listed),
        title_key=key_of(card.get("title", "")),
        tie=tie_of(change.content_id),
        section=section_of(change.path),
        card=_JSON.encode(card) if card and (entry is None or entry.card != card) else None,
        locale=change.locale,
        translation_key=change.translation_key,
        groups=_JSON.encode(change.groups),
    )
    address = AddressRow(
        path=change.path,
        item=row,
        audience=change.audience,
        item_path=change.path,
        slot=change.slot,
        content_id=change.content_id,
        state=change.state,
        type=change.type,
        etag=change.etag,
        written_at=written,
        shown_from=begins,
        shown_until=ends,
        live_until=expires,
    )
    facets: list[FacetRow] = []
    if listed:
        order = (item.published_at, item.tie, row)
        facets = [(name, each["value"], *order) for name, values in card.get("facets", {}).items() for each in values]
    return Record(
        item,
        bodies if has_body else None,
        [address._replace(path=path) for path in dict.fromkeys([change.path, *change.part_paths])] if has_body else [],
        list(dict.fromkeys(facets)),
        media_rows(row, change) if has_body else [],
    )


def is_listed(change: Change) -> bool:
    """Say whether lists and searches may show a row: live items, but not the documents there is one of (``~site``).

    What is scheduled weighs nothing before it is live: in no list, count, facet, rarity or order.
    """
    return change.state == "live" and change.slot == "current" and not change.type.startswith("~")


def shown_until(change: Change) -> int | None:
    """Return the second (since 1970) from which a row is no longer what readers see, or None: its own end.

    What is to take its place shows by path to the second, and elsewhere once the worker has made it fact.
    """
    return seconds(change.live_until)


def tie_of(content_id: str) -> int:
    """Return a number that orders items of the same sort value the same way in every copy."""
    return int.from_bytes(hashlib.blake2b(content_id.encode(), digest_size=8).digest(), "big") >> 1


def entry_of(change: Change) -> Entry | None:
    """Return the search entry of a row that may be listed, to be found only while the row is shown.

    None when it has none, or one that cannot be read: readers then still have the item, and the log says why.
    """
    if not is_listed(change) or not change.entry:
        return None
    of_the_row = {"translation_key": change.translation_key, "groups": change.groups}
    try:
        entry = Entry.from_json(
            {**change.entry, "version": change.seq, "live_from": None, "live_until": None, **of_the_row}
        )
    except (KeyError, TypeError, ValueError):
        logger.exception("seq %s (%s) has a search entry that cannot be read", change.seq, change.path)
        return None
    return entry if change.live_until is None else dataclasses.replace(entry, live_until=change.live_until)
