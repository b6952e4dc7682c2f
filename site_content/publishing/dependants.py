"""Dependants: marks, at the end of a batch, the items that show what the batch changed.

An item of the same batch that was made after the change shows it already, and one that is marked will be made after the
batch: neither is marked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from site_content.items.cards import TITLE_KEYS
from site_content.items.link_resolver import TITLE
from site_content.items.models import Item, ItemLink, Refresh
from site_content.publishing.refresh_queue import enqueue

# So many pages that show what was taken down are made again before whatever follows from other changes.
NOT_MANY = 50


class Dependants:
    """What a batch changed, when; and what it made, when."""

    def __init__(self) -> None:
        self._step = 0
        self._begun: dict[str, int] = {}
        # The last change of each target: of anything that its card shows, and of its title, path or readers.
        self._cards: dict[str, int] = {}
        self._titles: dict[str, int] = {}
        self._marks: dict[str, int] = {}
        self._is_lost = False

    def begin(self, key: str) -> None:
        """Say that a key is made from here on: it sees every change before this."""
        self._step += 1
        self._begun[key] = self._step

    def add(self, keys: Iterable[str]) -> None:
        """Have some keys marked themselves, unless they are made later in this batch."""
        self._marks.update(dict.fromkeys(keys, self._step))

    def add_card(self, key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """An object's card went from ``before`` to ``after`` (None: not readable): whoever shows it is marked.

        Items that only name it are spared unless its title, path or visibility changed. Menus and the like, of which
        there are few, come first where it was lost: a title may be what must not be read. Pages, if they are not many,
        come with what editors publish.
        """
        if key.startswith("~") or (before is not None and before == after):
            return
        if before is None or after is None or any(before.get(word) != after.get(word) for word in TITLE_KEYS):
            self.add_users(key)
        self._cards[key] = self._step
        self._is_lost |= before is not None and after is None

    def add_users(self, key: str) -> None:
        """Have everything marked that shows or names an object."""
        self._titles[key] = self._step

    def mark(self) -> None:
        """Write the marks. All that the batch made must be in the database, and its own reasons gone."""
        targets = [*{**self._cards, **self._titles}]
        keys = [key for key, step in self._marks.items() if self._begun.get(key, 0) <= step]
        if targets:
            links = ItemLink.objects.filter(
                Q(target__in=[*self._titles]) | (Q(target__in=[*self._cards]) & ~Q(kind=TITLE))
            )
            rows = Item.objects.filter(pk__in=links.values("item_id")).order_by("pk")
            shows = list(self._unmarked(rows, targets).values_list("key", flat=True))
            late = self._changed_after_made({*shows} & self._begun.keys(), links)
            keys += [key for key in shows if key not in self._begun or key in late]
        pages = [key for key in keys if not key.startswith("~")]
        enqueue(pages, Refresh.FIRST if self._is_lost and len(pages) <= NOT_MANY else Refresh.AFTER)
        self._mark_global_items([key for key in keys if key.startswith("~")])

    def _mark_global_items(self, keys: list[str]) -> None:
        if keys:
            rank = Refresh.TAKE_DOWN if self._is_lost else Refresh.AFTER
            marked = Refresh.objects.filter(key__in=keys, rank__lte=rank, not_before=None)
            enqueue(set(keys).difference(marked.values_list("key", flat=True)), rank)

    def _changed_after_made(self, keys: set[str], links: QuerySet[ItemLink]) -> set[str]:
        """Return those of ``keys`` that were made before something they show was changed."""
        if not keys:
            return set()
        uses = links.filter(item__key__in=keys).values_list("item__key", "target", "kind")
        return {key for key, target, kind in uses if self._begun[key] <= self._changed_at(target, kind)}

    def _changed_at(self, target: str, kind: str) -> int:
        titles = self._titles.get(target, 0)
        return titles if kind == TITLE else max(titles, self._cards.get(target, 0))

    def _unmarked(self, rows: QuerySet[Item], targets: list[str]) -> QuerySet[Item]:
        """Leave out what waits to be made in any case. What was itself changed may be about to lose its mark.

        Global items, which may come earlier than they would, are looked at afterwards.
        """
        rank = Refresh.FIRST if self._is_lost else Refresh.AFTER
        marks = Refresh.objects.filter(key=OuterRef("key"), rank__lte=rank, not_before=None)
        return rows.filter(~Exists(marks) | Q(key__in=targets) | Q(key__startswith="~"))
