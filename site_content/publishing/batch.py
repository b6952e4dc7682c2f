"""The batch: one transaction's writes of items, under the log's lock.

Rows are read for many keys at once, changed in memory, and written together at the end with their log lines, links and
marks. Whoever writes one item writes a batch of one. Nothing leaves it before its end but ``write_rows``, so a failure
anywhere leaves neither an item nor half of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import product
from typing import get_args

from django.db import transaction
from django.db.models import Q

from site_content.audiences import AUDIENCES
from site_content.batch_memory import batch_memory
from site_content.items.change import Slot
from site_content.items.kinds import publishable_of, publishables_of
from site_content.items.live_cards import note_cards
from site_content.items.models import Item, ItemLink, LogEntry, LogHead
from site_content.items.publishable import Publishable
from site_content.publishing import log
from site_content.publishing.dependants import Dependants
from site_content.publishing.position_shifts import shift_everybody

Place = tuple[str, str, str]
SLOTS = get_args(Slot)
Links = dict[tuple[str, str], int]

_FIELDS = [field.name for field in Item._meta.concrete_fields if not field.primary_key]
_open: ContextVar[Batch | None] = ContextVar("open_batch", default=None)


@contextmanager
def writing() -> Iterator[Batch]:
    """Give the batch that is open here, or open one: a transaction that holds the log's lock, written at its end."""
    batch = _open.get()
    if batch is not None:
        yield batch
        return
    with transaction.atomic(), batch_memory():
        batch = Batch(log.lock_head())
        token = _open.set(batch)
        try:
            yield batch
            batch.write_rows()
            batch.dependants.mark()
        finally:
            _open.reset(token)


class Batch:
    """Rows of items by place and by key, as they will be when the batch is written."""

    def __init__(self, head_row: LogHead) -> None:
        self.dependants = Dependants()
        self._head = head_row
        self._subjects: dict[str, Publishable | None] = {}
        self._rows: dict[Place, Item | None] = {}
        self._places: dict[str, dict[Place, None]] = {}
        self._links: dict[Place, Links] = {}
        self._versions: dict[tuple[str, str], int] = {}
        self._written: dict[Place, Item] = {}
        self._lines: list[LogEntry] = []
        self._wanted_links: dict[Place, set[tuple[str, str]]] = {}
        self._takes_readers = False

    def prepare(self, keys: Iterable[str]) -> None:
        """Read at once what it takes to bring some keys in line. Raises ValueError for a key of no kind."""
        names = [key for key in keys if not key.startswith("~")]
        self._subjects.update(publishables_of(names))
        subjects = [subject for subject in self._subjects.values() if subject is not None]
        addresses = [address for subject in subjects if (address := subject.address()) is not None]
        self.load(names, [(address.audience, address.path) for address in addresses])
        new_ids = {str(subject.content_id) for subject in subjects}
        self._learn_versions(new_ids - {content_id for content_id, _ in self._versions})

    def subject(self, key: str) -> Publishable | None:
        """Return the object that a key names as it is now, or None. Raises ValueError for a key of no kind."""
        return self._subjects.pop(key) if key in self._subjects else publishable_of(key)

    def load(self, keys: Iterable[str], addresses: Iterable[tuple[str, str]] = ()) -> None:
        """Read every row of some keys and at some addresses (audience, path), with its links and its newest version."""
        new = [key for key in dict.fromkeys(keys) if key not in self._places]
        paths: dict[str, list[str]] = defaultdict(list)
        for audience, path in dict.fromkeys(addresses):
            if any((audience, path, slot) not in self._rows for slot in SLOTS):
                paths[audience].append(path)
        if not new and not paths:
            return
        self._places.update({key: {} for key in new})
        condition = Q(key__in=new)
        for audience, unknown in paths.items():
            condition |= Q(audience=audience, path__in=unknown)
        self._learn(Item.objects.filter(condition))
        for audience, unknown in paths.items():
            for place in product([audience], unknown, SLOTS):
                self._rows.setdefault(place, None)
        self._learn_versions({str(row.content_id) for key in new for row in self.rows_of(key)})

    def rows_of(self, key: str, slot: str | None = None) -> list[Item]:
        """Return the rows of a key, oldest first, new ones last."""
        self.load([key])
        rows = [row for place in self._places[key] if (row := self._rows[place]) is not None]
        rows.sort(key=lambda row: (row.pk is None, row.pk or 0))
        return [row for row in rows if slot in (None, row.slot)]

    def row_at(self, audience: str, path: str, slot: str) -> Item | None:
        """Return the row at a place, or None."""
        place = (audience, path, slot)
        if place not in self._rows:
            self.load([], [(audience, path)])
        return self._rows[place]

    def next_version(self, content_id: str, audience: str) -> int:
        """Return the version that the next write of an item takes."""
        if (content_id, audience) not in self._versions:
            self._learn_versions({content_id})
        return self._versions[content_id, audience] + 1

    def write(self, row: Item, key_before: str | None, is_shown: bool) -> int:
        """Take the next seq for a row and have it written; return the seq. ``key_before`` had the row until now."""
        place = (row.audience, row.path, row.slot)
        self._lines.append(log.append(self._head, row, is_shown))
        if row.slot == "current":
            self._versions[str(row.content_id), row.audience] = row.version
        self._written.pop(place, None)  # written in the order of the log
        self._written[place] = self._rows[place] = row
        if key_before not in (None, row.key):
            self._places.get(key_before or "", {}).pop(place, None)
        self.load([row.key])
        self._places[row.key][place] = None
        note_cards(row.key, self.rows_of(row.key))
        if key_before not in (None, row.key):
            note_cards(key_before or "", self.rows_of(key_before or ""))
        return row.seq

    def take_readers(self) -> None:
        """Note that an item is written for fewer readers than it has."""
        self._takes_readers = True

    def set_links(self, row: Item, links: set[tuple[str, str]]) -> None:
        """Make a row's links what the item used this time."""
        self._wanted_links[row.audience, row.path, row.slot] = links

    def write_rows(self) -> None:
        """Write what has been changed so far: for whoever asks the database before the batch ends."""
        if self._lines:
            new = [row for row in self._written.values() if row.pk is None]
            old = [row for row in self._written.values() if row.pk is not None]
            Item.objects.bulk_create(new)
            Item.objects.bulk_create(old, update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS)
            log.write(self._head, self._lines)
            if self._takes_readers:
                shift_everybody(self._head)
        self._write_links()
        self._lines, self._written, self._wanted_links, self._takes_readers = [], {}, {}, False

    def _write_links(self) -> None:
        """Touch only the difference between the links that are there and those the items used."""
        lost: list[int] = []
        new: list[ItemLink] = []
        for place, links in self._wanted_links.items():
            row, stored = self._rows[place], self._links.setdefault(place, {})
            lost += [stored.pop(link) for link in [*stored] if link not in links]
            new += [ItemLink(item=row, target=target, kind=kind) for target, kind in sorted(links - stored.keys())]
        if lost:
            ItemLink.objects.filter(pk__in=lost).delete()
        for link in ItemLink.objects.bulk_create(new):
            self._links[link.item.audience, link.item.path, link.item.slot][link.target, link.kind] = link.pk

    def _learn_versions(self, content_ids: set[str]) -> None:
        newest = log.newest_versions(content_ids) if content_ids else {}
        for number in product(content_ids, AUDIENCES):
            self._versions.setdefault(number, newest.get(number, 0))

    def _learn(self, rows: Iterable[Item]) -> None:
        """Take over rows that were read, and read their links; what is in the batch is newer than what was read."""
        learned: dict[int, Place] = {}
        for row in rows:
            place = (row.audience, row.path, row.slot)
            if self._rows.get(place) is None:
                self._rows[place] = row
                learned[row.pk] = place
                self._links[place] = {}
            newest = self._rows[place]
            if newest is not None and newest.key in self._places:
                self._places[newest.key][place] = None
        if learned:
            links = ItemLink.objects.filter(item_id__in=learned)
            for pk, item_id, target, kind in links.values_list("pk", "item_id", "target", "kind"):
                self._links[learned[item_id]][target, kind] = pk
