"""The rebuild: makes a whole new copy beside the old one, and compresses bodies while it reads and writes others."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from site_content.followers.copies import schema, write
from site_content.followers.copies.compress import compressed
from site_content.followers.copies.compressor import Compressor, PendingBodies
from site_content.followers.copies.garbage import seldom_collected
from site_content.followers.copies.source import Source, SourcePage
from site_content.items.change import Change

PAGE = 500
# What is published while the copy is built is put in afterwards; the follower does what comes after that.
_ROUNDS = 20
_MAX_MAPPED_BYTES = 2**29
_SETTINGS = (
    # A body in gzip or brotli is mostly in one page. In pages of 8 kB a sixth of the file was empty.
    # Larger ones are not read noticeably slower.
    "page_size = 32768",
    # Nothing is lost when the building is cut off: the file is then thrown away.
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "secure_delete = OFF",
    "cache_size = -65536",
)


class BuildFailed(Exception):
    """The new file is not what it should be; it was not taken into use."""


class BuildResult(NamedTuple):
    """What a new file holds: the log position it reached, and how many item rows."""

    position: int
    items: int


def build(file: Path, audience: str, source: Source, beat: Callable[[], None]) -> BuildResult:
    """Write a copy from position 0 into a new file. ``beat`` is called between pages; what it raises ends the work.

    Raises SourceUnavailable, BuildFailed, sqlite3.Error or OSError; the file is then worthless, and the caller's to
    delete.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        for setting in _SETTINGS:
            conn.execute(f"PRAGMA {setting}")
        conn.execute("BEGIN")
        schema.create_tables(conn, audience)
        position, items, entries = _load(conn, source, beat)
        schema.create_indexes(conn)
        conn.execute("COMMIT")
        beat()
        _check(conn, items, entries)
        position = _tail(conn, source, position, beat)
        items = conn.execute("SELECT count(*) FROM item").fetchone()[0]
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
    return BuildResult(position, items)


def _load(conn: sqlite3.Connection, source: Source, beat: Callable[[], None]) -> tuple[int, int, int]:
    """Write the log up to where it ends now; return the position, and how many rows and search entries there are."""
    position = items = entries = 0
    waiting: list[tuple[PendingBodies, SourcePage]] = []
    history = _history(source)
    first = next(history)
    schema.note_reset(conn, first[0].reset_below)
    with seldom_collected(), closing(Compressor(in_process=first[0].head > 2 * PAGE)) as compressor:
        for page, changes in chain([first], history):
            beat()
            # One page is compressed while the one before it is written.
            waiting.append((compressor.submit(changes), page))
            position, items = page.position, items + len(changes)
            if len(waiting) > 1:
                entries += _write(conn, *waiting.pop(0))
        for each in waiting:
            entries += _write(conn, *each)
    return position, items, entries


def _history(source: Source) -> Iterator[tuple[SourcePage, list[Change]]]:
    """Yield pages up to the head that the first of them saw.

    A row that is written again meanwhile is then newer than that head: no row can come twice.
    """
    page = source.page(0, PAGE)
    head = page.head
    while True:
        inside = [change for change in page.changes if change.seq <= head]
        if page.position >= head or len(inside) < len(page.changes):
            # What is beyond is read again, as the tail.
            mark = page.mark if page.position == head else ""
            yield SourcePage(inside, head, head, mark=mark, reset_below=page.reset_below), inside
            return
        yield page, inside
        page = source.page(page.position, PAGE)


def _write(conn: sqlite3.Connection, pending: PendingBodies, page: SourcePage) -> int:
    return write.load(conn, list(pending.rows()), page.position, page.mark)


def _tail(conn: sqlite3.Connection, source: Source, position: int, beat: Callable[[], None]) -> int:
    for _ in range(_ROUNDS):
        page = source.page(position, PAGE)
        conn.execute("BEGIN")
        write.apply(conn, compressed(page.changes), page.position, page.mark)
        conn.execute("COMMIT")
        position = page.position
        beat()
        if position >= page.head:
            break
    return position


def _check(conn: sqlite3.Connection, items: int, entries: int) -> None:
    # Every page is looked at once: read in place, that takes a third of the time of copying them all.
    conn.execute(f"PRAGMA mmap_size = {_MAX_MAPPED_BYTES}")
    messages = [row[0] for row in conn.execute("PRAGMA quick_check(5)")]
    conn.execute("PRAGMA mmap_size = 0")
    if messages != ["ok"]:
        raise BuildFailed(f"the new copy is damaged: {'; '.join(messages)}")
    counts = {
        "items": ("SELECT count(*) FROM item", items),
        "search entries": ("SELECT count(*) FROM search_entry", entries),
        "items without a body": (
            "SELECT count(*) FROM item WHERE state <> 'removed' AND NOT"
            " (id IN (SELECT item FROM gzip) AND id IN (SELECT item FROM brotli))",
            0,
        ),
        "items without an address": (
            "SELECT count(*) FROM item WHERE state <> 'removed' AND id NOT IN (SELECT item FROM address)",
            0,
        ),
    }
    for name, (query, expected) in counts.items():
        actual = conn.execute(query).fetchone()[0]
        if actual != expected:
            raise BuildFailed(f"the new copy has {actual} {name}, not {expected}")
