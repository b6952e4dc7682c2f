"""Golden rows: a page that must be among the first for a query, over the real content.

The rows over the sample are held in tests/site_content/sample/test_golden.py, where the sample is loaded.
"""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from search.entry import Entry
from tests.search.conftest import Fill
from tests.search.real_content import needs_real_content, real_entries
from tests.search.texts import entry

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
REAL = "/real/"


def rows() -> list[dict[str, str]]:
    """Every golden row: query, audience, path, max_rank."""
    with Path(__file__).with_name("golden_queries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def misses(fill: Fill, entries: list[Entry], asked: list[dict[str, str]], now: datetime = _NOW) -> list[str]:
    """The rows that do not hold, as sentences."""
    engine, missed = fill(entries), []
    for row in asked:
        paths = [hit.card["path"] for hit in engine.search(row["query"], now=now, limit=50).hits]
        rank = paths.index(row["path"]) + 1 if row["path"] in paths else None
        if rank is None or rank > int(row["max_rank"]):
            missed.append(f"{row['query']!r}: {row['path']} is at {rank}, should be ≤ {row['max_rank']}; {paths[:3]}")
    return missed


@needs_real_content
def test_real_content(fill: Fill) -> None:
    asked = [row for row in rows() if row["path"].startswith(REAL)]
    assert misses(fill, real_entries(), asked) == []


@needs_real_content
def test_every_real_row_names_a_page() -> None:
    paths = {each.path for each in real_entries()}
    assert [row for row in rows() if row["path"].startswith(REAL) and row["path"] not in paths] == []


def test_a_row_that_does_not_hold_is_told(fill: Fill) -> None:
    row = {"query": "flu", "audience": "public", "path": "/colds", "max_rank": "1"}
    (missed,) = misses(fill, [entry("Flu"), entry("Colds", "flu")], [row])
    assert missed == "'flu': /colds is at 2, should be ≤ 1; ['/flu', '/colds']"


def test_rows_are_well_formed() -> None:
    found = rows()
    assert len(found) >= 190
    assert set(Counter(row["audience"] for row in found)) == {"public", "staff"}
    assert len({(row["query"], row["audience"], row["path"]) for row in found}) == len(found)
    for row in found:
        assert row["query"].strip()
        assert row["path"].startswith("/")
        assert 1 <= int(row["max_rank"]) <= 20
