"""The query of a list: its filters, its order and the page that is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from site_content.followers.copies.access import Access

Order = Literal["-published_at", "published_at", "-updated_at", "updated_at", "title"]


class CursorPosition(NamedTuple):
    """Where a page ended: the sort value of its last row, and what orders rows of the same value in every copy."""

    value: int | str
    id: int


@dataclass(frozen=True, slots=True)
class CardQuery:
    """What a list shows: any of the values within a filter, every filter together; empty is none. Times are seconds."""

    types: tuple[str, ...] = ()
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[str, ...] = ()
    path_prefix: str = ""
    published_after: int | None = None
    published_before: int | None = None
    updated_since: int | None = None
    order: Order = "-published_at"
    limit: int = 20
    offset: int = 0
    after: CursorPosition | None = None
    access: Access | None = None
