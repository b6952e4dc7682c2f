"""Live cards: what is published of some objects now, as others show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from site_content.batch_memory import recall
from site_content.items.closed_items import closures_over, open_items
from site_content.items.models import Item

#: (audience, groups, card) of one live item.
CardRow = tuple[str, Sequence[str], Any]


def live_cards(keys: Iterable[str]) -> dict[str, list[CardRow]]:
    """Return the cards of each key's live items: one query, none for what a batch has looked up or written."""
    wanted_keys = list(dict.fromkeys(keys))
    cards = _cards()
    missing = [key for key in wanted_keys if key not in cards]
    if missing:
        cards.update({key: [] for key in missing})
        rows = open_items().filter(key__in=missing, state="live", slot="current")
        # Put in order here: asked for it, SQLite would sort all of them.
        for _, key, *row in sorted(rows.values_list("pk", "key", "audience", "groups", "card"), key=itemgetter(0)):
            cards[key].append((row[0], row[1], row[2]))
    return {key: cards[key] for key in wanted_keys}


def note_cards(key: str, rows: Iterable[Item]) -> None:
    """Say which rows a key has now: a batch writes them to the database at its end only."""
    live = [row for row in rows if row.state == "live" and row.slot == "current"]
    _cards()[key] = [
        (row.audience, row.groups, row.card) for row in live if not any(closure.path for closure in closures_over(row))
    ]


def _cards() -> dict[str, list[CardRow]]:
    return recall("cards", dict[str, list[CardRow]])
