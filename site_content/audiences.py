"""Audiences: who content is for, and whose content each of them may read. Plain Python: every process imports it.

Within an audience an item's ``groups`` are its rings: ``["3,7", "5"]`` is for members of group 3 or 7 who are members
of group 5 as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, Literal, get_args

Audience = Literal["public", "staff"]
AUDIENCES: Final[tuple[str, ...]] = get_args(Audience)
PUBLIC: Final = "public"
STAFF: Final = "staff"
# Staff read both audiences; where both have an item at one path, their own comes first.
_READABLE: dict[str, tuple[str, ...]] = {PUBLIC: (PUBLIC,), STAFF: (STAFF, PUBLIC)}
# What editors choose from: of an audience, and of its site.
AUDIENCE_CHOICES: Final = ((PUBLIC, "Public"), (STAFF, "Staff"))
SITE_CHOICES: Final = ((PUBLIC, "Public site"), (STAFF, "Staff site"))


def readable_audiences(audience: str) -> tuple[str, ...]:
    """Return the audiences whose items ``audience`` may read, its own first. Raises KeyError for another word."""
    return _READABLE[audience]


def are_all(audiences: Collection[str]) -> bool:
    """Say whether these are all the audiences there are."""
    return set(audiences) == set(AUDIENCES)


def lets_through(groups: Iterable[str], member_of: Collection[str]) -> bool:
    """Say whether each ring of an item's ``groups`` lets a member of some groups through."""
    return all(not set(ring.split(",")).isdisjoint(member_of) for ring in groups)
