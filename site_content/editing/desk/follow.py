"""The quality follower: carries the log into ``ItemQuality``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from django.db import transaction

from site_content.editing.desk.models import ItemQuality
from site_content.editing.desk.quality import quality_of
from site_content.followers.configured import LogFollower, register_follower
from site_content.followers.models import Follower
from site_content.items.models import Item
from site_content.publishing import log

NAME = "quality"
PAGE = 50


@dataclass
class QualityFollower:
    """Judges each item as it is published. Its position is kept with what it wrote."""

    position: int = 0
    keep: Callable[[], None] = field(default=lambda: None)

    def catch_up(self) -> int:
        """Judge what was written since; return how many rows."""
        self.position = Follower.objects.filter(name=NAME).values_list("position", flat=True).first() or 0
        if self.position > log.head():
            return self.rebuild()
        done = 0
        while judged := self._page():
            done += judged
            self.keep()
        return done

    def rebuild(self) -> int:
        """Judge everything again."""
        with transaction.atomic():
            ItemQuality.objects.all().delete()
            self._move_to(0)
        return self.catch_up()

    def close(self) -> None:
        """Nothing is held."""

    @transaction.atomic
    def _page(self) -> int:
        # The head first: rows that others write meanwhile come in the next page.
        head = log.head()
        rows = list(Item.objects.filter(seq__gt=self.position, slot="current").order_by("seq")[:PAGE])
        for row in rows:
            judge(row)
        self._move_to(rows[-1].seq if rows else max(head, self.position))
        return len(rows)

    def _move_to(self, position: int) -> None:
        if position != self.position:
            Follower.objects.update_or_create(name=NAME, defaults={"position": position})
            self.position = position


def judge(row: Item) -> None:
    """Write down the quality of one item row, or forget it when nothing live stands there."""
    if row.type.startswith("~"):
        return
    if row.state != "live":
        ItemQuality.objects.filter(audience=row.audience, path=row.path).delete()
        return
    body = json.loads(row.body)
    text = "\n".join(part for part in (body["summary"], (row.entry or {}).get("body", "")) if part)
    quality = quality_of(body, text)
    values = {
        "key": row.key,
        "title": body["title"][:255],
        "words": quality.words,
        "lix": quality.lix,
        "images_without_alt": quality.images_without_alt,
    }
    ItemQuality.objects.update_or_create(audience=row.audience, path=row.path, defaults=values)


register_follower(NAME, lambda: cast(LogFollower, QualityFollower()))
