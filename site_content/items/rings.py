"""Rings round a page: every view restriction, and every site for staff, that a reader of it must be let through."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction


@dataclass(frozen=True, slots=True)
class Ring:
    """Whom one restriction lets through: whoever is signed in, members of one of some groups, or nobody (password)."""

    kind: str
    password: str = ""
    groups: frozenset[int] = frozenset()

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
