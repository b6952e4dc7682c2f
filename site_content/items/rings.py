"""Rings round a page: every view restriction, and every site for staff, that a reader of it must be let through.

An item on the staff side says its rings of groups as texts: ``["3,7", "5"]`` is for members of group 3 or 7 who are
members of group 5 as well (``Item.groups``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction


@dataclass(frozen=True, slots=True)
class Ring:
    """Whom one restriction lets through: whoever is signed in, members of one of some groups, or nobody (password)."""

    kind: str
    password: str = ""
    groups: frozenset[int] = frozenset()

    @property
    def is_nobody(self) -> bool:
        """Say whether no site lets anybody through: a password, or groups that are no more."""
        return self.kind == PageViewRestriction.PASSWORD or (
            self.kind == PageViewRestriction.GROUPS and not self.groups
        )

    def is_within(self, other: Ring) -> bool:
        """Say whether it lets nobody through whom the other would not."""
        if self == other or other.kind == PageViewRestriction.LOGIN:
            return True
        both_groups = self.kind == other.kind == PageViewRestriction.GROUPS
        return both_groups and self.groups <= other.groups


# Staff are signed in: a site of theirs lets through whom "must be signed in" lets through.
SIGNED_IN = Ring(PageViewRestriction.LOGIN)


def ring_of(row: PageViewRestriction) -> Ring:
    """Return what one restriction asks for. Groups that were all deleted let nobody through."""
    if row.restriction_type == PageViewRestriction.LOGIN:
        return SIGNED_IN
    if row.restriction_type == PageViewRestriction.GROUPS:
        return Ring(row.restriction_type, groups=frozenset(group.pk for group in row.groups.all()))
    return Ring(row.restriction_type, row.password)


def rings_of(restrictions: QuerySet[PageViewRestriction]) -> list[Ring]:
    """Return the rings of some restrictions, each once: two queries."""
    rows = restrictions.prefetch_related("groups").order_by("page__path", "pk")
    return list(dict.fromkeys(ring_of(row) for row in rows))


def not_within(rings: list[Ring], others: list[Ring]) -> list[Ring]:
    """Return those of ``rings`` that none of ``others`` is within: what would be lost if these were all."""
    return [ring for ring in rings if not any(other.is_within(ring) for other in others)]


def groups_of(rings: Iterable[Ring]) -> list[str]:
    """Return the rings of groups as an item says them; one that lies round another says nothing more."""
    sets = {ring.groups for ring in rings if ring.kind == PageViewRestriction.GROUPS}
    return sorted(",".join(map(str, sorted(each))) for each in sets if not any(other < each for other in sets))


def are_within(readers: Sequence[str], groups: Sequence[str]) -> bool:
    """Say whether whoever may read an item of the groups ``readers`` may read one of ``groups``."""
    inner = [set(ring.split(",")) for ring in readers]
    return all(any(each <= set(ring.split(",")) for each in inner) for ring in groups)
