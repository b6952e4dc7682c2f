"""Media of an item: the pictures and files it names. Who may read the item may read them, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from site_content.items.json_text import rfc3339

#: ``{"name"}``, with ``shown_from`` and ``shown_until`` (RFC 3339) where it is shown for less long than the item.
Medium = dict[str, str]


def media_of(
    names: Iterable[str], shown_from: datetime | None = None, shown_until: datetime | None = None
) -> list[Medium]:
    """Return media by name, as items and the log hold them."""
    moments = {"shown_from": rfc3339(shown_from), "shown_until": rfc3339(shown_until)}
    window = {word: moment for word, moment in moments.items() if moment is not None}
    return [{"name": name, **window} for name in sorted(names)]
