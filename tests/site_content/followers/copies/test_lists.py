"""Lists from a copy, held against a list written out in plain Python."""

import json
import sqlite3
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.words import key_of
from site_content.followers.copies import schema, write
from site_content.followers.copies.compress import compressed
from site_content.followers.copies.lists import ORDERS, CardQuery, CursorPosition, cards
from site_content.followers.copies.moments import tally
from site_content.followers.copies.record import is_listed, shown_until, tie_of
from site_content.followers.copies.schema import LONG_AGO
from site_content.items.change import Change
from tests.site_content.followers.copies.made import at, change, identity, when

PATHS = ["/", "/a", "/a/b", "/a/b/c", "/ab", "/a-b", "/a0", "/a%", "/a_b", "/b", "/b/a"]
SECONDS = st.integers(-3, 3)
MAYBE = st.none() | SECONDS.map(at)
SLUGS = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True)


@st.composite
def logs(draw: st.DrawFn) -> list[Change]:
    """A few rows, each of a place of its own."""
    places = st.tuples(
        st.sampled_from(["public", "staff"]), st.sampled_from(PATHS), st.sampled_from(["current", "scheduled"])
    )
    rows = []
    for seq, (audience, path, slot) in enumerate(draw(st.lists(places, max_size=14, unique=True)), 1):
        state = draw(st.sampled_from(["live", "live", "live", "redirect", "gone", "removed"]))
        fields: dict[str, Any] = {
            "audience": audience, "slot": slot, "type": draw(st.sampled_from(["news", "blog", "~site"])),
            "title": draw(st.sampled_from(["Flu", "flu", "Été", "A & E", "", "Zebra"])),
            "facets": {"topic": draw(SLUGS), "tag": draw(SLUGS)}, "published_at": draw(MAYBE),
            "updated_at": at(draw(SECONDS)), "live_from": draw(MAYBE) if slot == "scheduled" else None,
            "live_until": draw(MAYBE), "next_change_at": draw(MAYBE), "content_id": identity(f"{audience}{path}"),
        }  # fmt: skip
        rows.append(change(seq, path, state, **fields))
    return rows


queries = st.builds(
    CardQuery,
    types=st.sampled_from([(), ("news",), ("blog", "news"), ("none",)]),
    facets=st.fixed_dictionaries({}, optional={"topic": SLUGS.map(tuple), "tag": SLUGS.map(tuple)}),
    audiences=st.sampled_from([(), ("public",), ("staff",), ("public", "staff")]),
    path_prefix=st.sampled_from(["", "/", "/a", "/a/", "/a/b", "/a_", "/a%", "/none"]),
    published_after=st.none() | SECONDS.map(when),
    published_before=st.none() | SECONDS.map(when),
    updated_since=st.none() | SECONDS.map(when),
    order=st.sampled_from(sorted(ORDERS)),
    limit=st.integers(1, 6),
    offset=st.integers(0, 4),
)


def sort_value(row: Change, order: str) -> Any:
    if order == "title":
        return key_of(row.card["title"]) if row.card else ""
    if order.endswith("published_at"):
        return int(row.published_at.timestamp()) if row.published_at else LONG_AGO
    return int(row.updated_at.timestamp())


def naive(rows: list[Change], query: CardQuery, now: int) -> list[Change]:
    """What a list holds, in order, before it is cut into pages."""

    def wanted(row: Change) -> bool:
        published = int(row.published_at.timestamp()) if row.published_at else None
        facets = (row.card or {}).get("facets", {})
        prefix, until = query.path_prefix.rstrip("/"), shown_until(row)
        return (
            is_listed(row)
            and (row.live_from is None or int(row.live_from.timestamp()) <= now)
            and (until is None or until > now)
            and (not query.types or row.type in query.types)
            and (not query.audiences or row.audience in query.audiences)
            and all(
                not values or {each["value"] for each in facets.get(name, [])} & {*values}
                for name, values in query.facets.items()
            )
            and (not prefix or row.path == prefix or row.path.startswith(f"{prefix}/"))
            and (query.published_after is None or (published is not None and published >= query.published_after))
            and (query.published_before is None or (published is not None and published <= query.published_before))
            and (query.updated_since is None or int(row.updated_at.timestamp()) >= query.updated_since)
        )

    found = [row for row in rows if wanted(row)]
    is_descending = ORDERS[query.order][1] == "DESC"
    return sorted(found, key=lambda row: (sort_value(row, query.order), tie_of(row.content_id)), reverse=is_descending)


def copy_of(rows: list[Change]) -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    schema.create_tables(conn, "staff")
    schema.create_indexes(conn)
    write.apply(conn, compressed(rows), len(rows))
    return conn


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=logs(), query=queries, now=SECONDS.map(when))
def test_a_list_is_what_plain_python_says(rows: list[Change], query: CardQuery, now: int) -> None:
    conn = copy_of(rows)
    expected = naive(rows, query, now)
    # Two rows of one content_id (current and scheduled, shown at once) may come in either order.
    told = [(sort_value(row, query.order), row.content_id) for row in expected]
    page = cards(conn, query, now, bodies=True)
    shown = [(row.place.value, json.loads(row.card)["content_id"]) for row in page.rows]
    end = query.offset + query.limit
    assert (page.count, shown, page.more) == (len(expected), told[query.offset : end], len(expected) > end)
    assert all(json.loads(row.body or b"{}")["path"] == json.loads(row.card)["path"] for row in page.rows)
    everything = CardQuery()
    counts: dict[str, int] = {}
    for row in naive(rows, everything, now):
        for each in (row.card or {})["facets"].get("topic", []):
            counts[each["value"]] = counts.get(each["value"], 0) + 1
    expected_counts = {value: counts.get(value, 0) for value in ("x", "y", "z", "none")}
    assert tally(conn, "topic", list(expected_counts), now, ()) == expected_counts
    conn.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=logs(), query=queries, now=SECONDS.map(when))
def test_a_cursor_leads_through_every_row_once(rows: list[Change], query: CardQuery, now: int) -> None:
    unlike = list({row.content_id: row for row in rows}.values())
    conn, query = copy_of(unlike), replace(query, offset=0)
    seen, place = [], None
    for _ in range(20):
        page = cards(conn, replace(query, after=place), now)
        seen += [json.loads(row.card)["content_id"] for row in page.rows]
        if not page.more:
            break
        place = page.rows[-1].place
    assert seen == [row.content_id for row in naive(unlike, query, now)]
    conn.close()


def test_a_cursor_goes_on_in_another_copy_and_after_a_rebuild() -> None:
    rows = [change(seq, f"/p{seq}") for seq in range(1, 40)]
    one, other = copy_of(rows), copy_of(rows[::-1])
    query, seen, place = CardQuery(limit=4), [], None
    for turn in range(10):
        page = cards((one, other)[turn % 2], replace(query, after=place), when())
        seen += [json.loads(row.card)["path"] for row in page.rows]
        place = CursorPosition(*page.rows[-1].place)
    assert (len(seen), sorted(seen)) == (39, sorted(row.path for row in rows))


def test_what_a_list_reads_does_not_grow_with_the_copy() -> None:
    queries = [
        CardQuery(), CardQuery(types=("news",), order="title"), CardQuery(types=("news", "blog"), order="updated_at"),
        CardQuery(facets={"topic": ("x",)}), CardQuery(facets={"topic": ("x",)}, order="title"),
        CardQuery(path_prefix="/a", order="title"), CardQuery(path_prefix="/b", types=("blog",)),
        CardQuery(after=CursorPosition(when(-18_000 * 40), 5)), CardQuery(published_before=when(-18_000 * 30)),
    ]  # fmt: skip
    steps = []
    for size in (400, 4_000):
        rows = [
            change(
                seq, f"/{'ab'[seq % 2]}/p{seq}", type=("news", "blog")[seq % 3 > 0],
                facets={"topic": ["xyz"[seq % 3]]}, published_at=at(-seq * 18_000), updated_at=at(-seq * 7 % 1000),
            )
            for seq in range(1, size + 1)
        ]  # fmt: skip
        conn = copy_of(rows)
        steps.append([work(conn, query) for query in queries])
        conn.close()
    small, large = steps
    # Ten times the rows: a set is ten times as long, and read at a few steps for 4,096 rows.
    assert [after <= before * 1.5 for before, after in zip(small, large, strict=True)] == [True] * len(queries), steps


def work(conn: sqlite3.Connection, query: CardQuery) -> int:
    """How many hundreds of steps SQLite's machine takes for a page of a list."""
    ticks: list[None] = []
    conn.set_progress_handler(lambda: ticks.append(None), 100)
    cards(conn, query, when())
    conn.set_progress_handler(None, 0)
    return len(ticks)


def test_counting_and_paging_read_no_rows_but_those_shown() -> None:
    conn = copy_of([change(seq, f"/p{seq}", type="news") for seq in range(1, 50)])
    plans: list[str] = []
    conn.set_trace_callback(plans.append)
    for order in ORDERS:
        for types in ((), ("news",), ("news", "blog")):
            for after in (None, CursorPosition("p5" if order == "title" else when(), 5)):
                cards(conn, CardQuery(order=order, types=types, after=after), when())  # type: ignore[arg-type]
        cards(conn, CardQuery(order=order, published_after=1, updated_since=1), when())  # type: ignore[arg-type]
        cards(conn, CardQuery(order=order, path_prefix="/p", audiences=("public",)), when())  # type: ignore[arg-type]
    conn.set_trace_callback(None)
    steps = [row[3] for plan in plans for row in conn.execute(f"EXPLAIN QUERY PLAN {plan}")]
    assert len(plans) <= 6 * len(ORDERS) * 8
    few = "SEARCH item USING INTEGER PRIMARY KEY (rowid=?)"
    assert [step for step in steps if " item" in step and "COVERING" not in step and step != few] == []
