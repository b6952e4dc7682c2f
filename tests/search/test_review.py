"""Review states and the order by last reviewed, and "guidance first" beside exact titles, in both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from search.entry import Entry
from search.review import limits
from tests.search.conftest import Fill
from tests.search.texts import NOW, entry

TODAY = NOW.replace(hour=0, minute=0, second=0)


def page(title: str, due: int | None = None, reviewed: int | None = None, **more: object) -> Entry:
    """A page whose review is due in so many days, and was last so many days ago."""
    days = {
        "review_due": None if due is None else TODAY + timedelta(days=due),
        "reviewed_at": None if reviewed is None else TODAY - timedelta(days=reviewed),
    }
    return entry(title, "asthma", **days, **more)


def guidance() -> list[Entry]:
    return [
        page("Long over", -400, 800, topic="lungs"),
        page("Over since today", -1, 300, topic="lungs"),
        page("Due today", 0, 200),
        page("Due in thirty days", 30, 100),
        page("Due in thirty one days", 31, 10),
        page("Never reviewed"),
    ]


def test_the_states_are_counted_and_narrow(fill: Fill) -> None:
    filled = fill(guidance())
    names = ("topic", "review_state")
    found = filled.search("asthma", facet_names=names)
    counts = [(each.value, each.label, each.count) for each in found.facets["review_state"]]
    assert counts == [
        ("overdue", "Review overdue", 2),
        ("due_soon", "Review due within 30 days", 2),
        ("in_date", "In date", 1),
    ]
    assert set(filled.ids("asthma", filters={"review_state": ["overdue"]})) == {"long-over", "over-since-today"}
    both = filled.search("asthma", filters={"review_state": ["due_soon", "in_date"]}, facet_names=names)
    assert both.count == 3
    # A facet is not filtered by itself, the others are.
    assert [each.count for each in both.facets["review_state"]] == [2, 2, 1]
    assert both.facets["topic"] == []
    lungs = filled.search("asthma", filters={"topic": ["lungs"]}, facet_names=names)
    assert [(each.value, each.count) for each in lungs.facets["review_state"]] == [("overdue", 2)]
    # The day passes, and nothing is written.
    tomorrow = filled.search("asthma", now=NOW + timedelta(days=1), facet_names=names)
    assert [each.count for each in tomorrow.facets["review_state"]] == [3, 2]


@pytest.mark.parametrize("query", ["asthma", ""])
def test_the_last_reviewed_come_first_and_the_never_reviewed_last(fill: Fill, query: str) -> None:
    filled = fill(guidance())
    expected = [
        "due-in-thirty-one-days", "due-in-thirty-days", "due-today", "over-since-today", "long-over", "never-reviewed",
    ]  # fmt: skip
    assert filled.ids(query, order="-last_reviewed") == expected
    first = filled.search(query, order="-last_reviewed", limit=4)
    after = filled.search(query, order="-last_reviewed", limit=4, cursor=first.next_cursor)
    assert [hit.id for hit in (*first.hits, *after.hits)] == expected


def test_a_wanted_type_buries_no_exact_title(fill: Fill) -> None:
    texts = [
        entry(f"Asthma clinic {n}", "asthma clinic " * 9, type="guidance", keywords="asthma clinic") for n in range(5)
    ]
    filled = fill([*texts, entry("Asthma clinic", "where", type="news")])
    assert filled.ids("asthma clinic", first_types=("guidance",))[0] == "asthma-clinic"


def test_a_review_is_overdue_on_the_day_after() -> None:
    now = int(datetime(2026, 6, 1, 23, 59, tzinfo=UTC).timestamp())
    today = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
    assert limits(now) == {
        "overdue": (None, today),
        "due_soon": (today, today + 31 * 86_400),
        "in_date": (today + 31 * 86_400, None),
    }
