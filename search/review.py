"""Review states: whether a page is due to be looked at again, as a facet that depends on the day. Pure."""

from search.results import FacetCount

REVIEW_STATE = "review_state"
OVERDUE, DUE_SOON, IN_DATE = "overdue", "due_soon", "in_date"
STATES = {OVERDUE: "Review overdue", DUE_SOON: "Review due within 30 days", IN_DATE: "In date"}
SOON_DAYS = 30
_DAY = 86_400


def limits(now: int) -> dict[str, tuple[int | None, int | None]]:
    """State → from which second on and before which second the day lies on which the review is due (None: no limit).

    A review is overdue on the day after; days are those of UTC.
    """
    today = now - now % _DAY
    soon = today + (SOON_DAYS + 1) * _DAY
    return {OVERDUE: (None, today), DUE_SOON: (today, soon), IN_DATE: (soon, None)}


def in_order(counts: dict[str, int]) -> list[FacetCount]:
    """State → number as facet counts, the most urgent first; states that nothing is in are left out."""
    return [FacetCount(state, label, counts[state]) for state, label in STATES.items() if counts.get(state)]
