"""Copy reads: fetch one item by path or id, and the global items. Times are whole seconds since 1970."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

from deflate import crc32

from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.checksum import verify
from site_content.followers.copies.compress import plain_of, unpacked
from site_content.followers.copies.damage import DamagedBody
from site_content.followers.copies.schema import ANSWERED

BodyForm = Literal["plain", "gzip", "brotli"]
_OF_ADDRESS = ", ".join(f"a.{column}" for column in ANSWERED)
_OF_ITEM = _OF_ADDRESS.replace("a.item_path", "a.path")
_AT_PATH = (
    f"SELECT {_OF_ADDRESS}, NULL, g.body, b.body, g.checksum, b.checksum FROM address a"  # noqa: S608 (ours)
    " LEFT JOIN gzip g ON g.item = a.item LEFT JOIN brotli b ON b.item = a.item WHERE a.path = :path"
)
_WITH_ID = (
    f"SELECT {_OF_ITEM}, NULL, g.body, b.body, g.checksum, b.checksum FROM item a"  # noqa: S608 (ours)
    " LEFT JOIN gzip g ON g.item = a.id LEFT JOIN brotli b ON b.item = a.id"
    " WHERE a.content_id = :content_id AND a.state <> 'removed'"
)
_NEWEST_FIRST = " ORDER BY a.state = 'redirect', a.seq DESC"
_STEADY = (
    "a.state = 'live' AND a.slot = 'current' AND a.item_path = a.path"
    " AND a.shown_from IS NULL AND a.shown_until IS NULL AND a.live_until IS NULL"
)
_IN_FORM = {
    form: (
        f"SELECT CASE WHEN {_STEADY} THEN NULL ELSE json_array(a.item_path, a.slot, a.state, a.shown_from,"  # noqa: S608
        " a.shown_until, a.live_until) END, a.audience, a.type, a.content_id, a.etag, a.written_at, f.body,"
        f" f.checksum FROM address a LEFT JOIN {table} f ON f.item = a.item WHERE a.path = ?"
    )
    for form, table in (("plain", "gzip"), ("gzip", "gzip"), ("brotli", "brotli"))
}


class StoredItem(NamedTuple):
    """An item as it stands in the copy. ``plain``, ``gzip`` and ``brotli`` are the same JSON text; None: not read.

    ``state`` is ``live``, ``redirect``, ``gone`` or ``withdrawn``. ``written_at`` is Last-Modified.
    """

    audience: str
    path: str
    slot: str
    content_id: str
    state: str
    type: str
    etag: str
    written_at: int
    shown_from: int | None
    shown_until: int | None
    live_until: int | None
    plain: bytes | None
    gzip: bytes | None
    brotli: bytes | None

    def json(self) -> dict[str, Any]:
        """Return the item's JSON, from whichever form there is. Raises DamagedBody."""
        return loaded(unpacked(self.plain, self.gzip, self.brotli))


def loaded(text: bytes | str) -> dict[str, Any]:
    """Return the JSON object of a body. Raises DamagedBody for what is none."""
    try:
        value: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise DamagedBody(f"a body is not JSON: {error}") from error
    return value


class AddressRow(NamedTuple):
    """One row of what stands at a path, with its body in one form.

    ``place`` is None for nearly every row: a live item's own path, with nothing that depends on the second. Of others
    it is JSON: path, slot, state, shown_from, shown_until, live_until.
    """

    place: str | None
    audience: str
    type: str
    content_id: str
    etag: str
    written_at: int
    body: bytes
    checksum: int


class Answer(NamedTuple):
    """What a reader is told now: an item or none, and when that changes by itself (None: not before a new publication).

    ``next_change_at`` is for this process alone: what it tells others may not tell of what is only to come.
    ``is_expired``: the item was live until a moment ago; readers are told it is gone.
    """

    item: StoredItem | None
    next_change_at: int | None
    is_expired: bool = False


def rows_at(cursor: sqlite3.Cursor, path: str, form: BodyForm) -> list[tuple[Any, ...]]:
    """Return all that stands at a canonical path: an AddressRow each (as plain tuples), one SELECT, few columns.

    Raises DamagedBody.
    """
    rows = cursor.execute(_IN_FORM[form], (path,)).fetchall()
    for row in rows:
        # Here and not in ``verify``: to call that took as long as to compare.
        if (body := row[6]) is None or crc32(body, crc32(row[4].encode())) != row[7]:
            verify(body, row[4], row[7])
    return [(*row[:6], plain_of(row[6]), row[7]) for row in rows] if form == "plain" else rows


def answer_from(
    rows: Iterable[tuple[Any, ...]], path: str, form: BodyForm, now: int, audiences: Sequence[str]
) -> Answer:
    """Return what is answered of the rows that ``rows_at`` found."""
    return _choose([_stored(AddressRow._make(row), path, form) for row in rows], now, audiences)


def _stored(row: AddressRow, path: str, form: BodyForm) -> StoredItem:
    place = json.loads(row.place) if row.place else (path, "current", "live", None, None, None)
    item_path, slot, state, *moments = place
    forms = (row.body if form == each else None for each in get_args(BodyForm))
    about = (row.content_id, state, row.type, row.etag, row.written_at)
    return StoredItem._make((row.audience, item_path, slot, *about, *moments, *forms))


def _whole(row: tuple[Any, ...]) -> StoredItem:
    *columns, of_gzip, of_brotli = row
    stored = StoredItem._make(columns)
    verify(stored.gzip, stored.etag, of_gzip)
    verify(stored.brotli, stored.etag, of_brotli)
    return stored._replace(plain=plain_of(stored.gzip))


def item_at(
    conn: sqlite3.Connection, path: str, now: int, audiences: Sequence[str], access: Access | None = None
) -> Answer:
    """Return what stands at a canonical path now, for the first of ``audiences`` with something live: one SELECT."""
    rows = conn.execute(_AT_PATH + is_readable("a.item", access), {"path": path, **values_for(access)})
    return _choose(list(map(_whole, rows)), now, audiences)


def item_with_id(
    conn: sqlite3.Connection, content_id: str, now: int, audiences: Sequence[str], access: Access | None = None
) -> Answer:
    """Return the item with a content_id, wherever it stands now: one SELECT. Redirects it left behind come last."""
    query = _WITH_ID + is_readable("a.id", access) + _NEWEST_FIRST
    rows = conn.execute(query, {"content_id": content_id, **values_for(access)})
    return _choose(list(map(_whole, rows)), now, audiences)


def _choose(rows: list[StoredItem], now: int, audiences: Sequence[str]) -> Answer:
    rows = [row for row in rows if row.audience in audiences and not row.type.startswith("~")]
    rows.sort(key=lambda row: audiences.index(row.audience))
    moments = [at for row in rows for at in (row.shown_from, row.shown_until, row.live_until) if at and at > now]
    change = min(moments, default=None)
    standing = _current(rows, now)
    for row in standing:
        if row.state == "live" and not _is_expired(row, now):
            return Answer(row, change)
    for row in standing:
        if row.state != "live":
            return Answer(row, change)
    return Answer(standing[0], change, is_expired=True) if standing else Answer(None, change)


def _current(rows: list[StoredItem], now: int) -> list[StoredItem]:
    """Return one row for each place: once a scheduled row is due, the one it took over from counts no more."""
    due = {(row.audience, row.path): row for row in rows if row.slot == "scheduled" and (row.shown_from or 0) <= now}
    current = [row for row in rows if row.slot == "current"]
    places = {(row.audience, row.path) for row in current}
    new = [row for place, row in due.items() if place not in places]
    return [due.get((row.audience, row.path), row) for row in current] + new


def _is_expired(row: StoredItem, now: int) -> bool:
    return row.live_until is not None and row.live_until <= now


def probe(conn: sqlite3.Connection) -> None:
    """Read the newest item that has a body, in all its forms. Raises sqlite3.Error (DamagedBody) when that fails."""
    query = (
        "SELECT i.etag, g.body, g.checksum, b.body, b.checksum FROM item i JOIN gzip g ON g.item = i.id"
        " JOIN brotli b ON b.item = i.id WHERE i.position IS NOT NULL ORDER BY i.position DESC LIMIT 1"
    )
    for etag, gzipped, of_gzip, brotlied, of_brotli in conn.execute(query):
        verify(gzipped, etag, of_gzip)
        verify(brotlied, etag, of_brotli)
        if plain_of(gzipped) != unpacked(None, None, brotlied):
            raise DamagedBody("the forms of a body differ")


def document(conn: sqlite3.Connection, name: str, audience: str) -> dict[str, Any] | None:
    """Return the value of a document there is one of per audience (``~site``, ``~navigation``), or None: one SELECT."""
    query = (
        "SELECT g.body FROM item i JOIN gzip g ON g.item = i.id"
        " WHERE i.audience = ? AND i.path = ? AND i.slot = 'current' AND i.state = 'live'"
    )
    row = conn.execute(query, (audience, name)).fetchone()
    if row is None:
        return None
    value: dict[str, Any] = loaded(plain_of(row[0]))["value"]
    return value
