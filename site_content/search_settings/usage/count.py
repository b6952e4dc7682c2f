"""Counting: turns each batch of events into counts once, and deletes old counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Sum
from django.utils import timezone

from search.words import key_of
from site_content.audiences import AUDIENCES
from site_content.search_settings.usage.models import ClickCount, Comment, CountedBatch, SearchCount, UsefulCount
from site_content.search_settings.usage.spool import Spool

MAX_QUERY = 100
MAX_COMMENT = 2_000
MAX_POSITION = 10_000
# Fewer than this many people could be one person: such counts are not shown.
MIN_COUNT_SHOWN = 5
# A query that may hold a number or address of a person is counted under this name.
PRIVATE = "(may be personal)"
_PERSONAL = re.compile(r"\d[\d\s-]{5,}|@|\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)


def query_of(text: str) -> str:
    """Return a query as it is counted: folded, bounded, and not kept if it looks like a number, email or postcode."""
    return PRIVATE if _PERSONAL.search(text) else key_of(text)[:MAX_QUERY]


def collect(spool: Spool) -> int:
    """Count what waits in a spool; return how many events there were."""
    total = 0
    for spool_file in spool.take():
        count_batch(spool_file.batch, spool_file.events)
        spool_file.done()
        total += len(spool_file.events)
    return total


@transaction.atomic
def count_batch(batch: str, events: Iterable[dict[str, Any]]) -> bool:
    """Add events to the counts unless this batch was counted before; return whether they were added.

    An event is ``{"kind": "search", "day", "audience", "query", "found": bool}``, ``{"kind": "click", …, "position"}``
    or ``{"kind": "feedback", "day", "audience", "path", "useful": bool, "text"}``. Others are left out.
    """
    if not CountedBatch.objects.get_or_create(batch=batch[:100])[1]:
        return False
    sums: Counter[tuple[type[Model], tuple[tuple[str, Any], ...], str]] = Counter()
    comments: list[Comment] = []
    for event in events:
        try:
            _add(event, sums, comments)
        except (KeyError, TypeError, ValueError):
            continue
    for (model, key, column), times in sums.items():
        row, _ = model.objects.get_or_create(**dict(key))  # type: ignore[attr-defined]
        model.objects.filter(pk=row.pk).update(**{column: F(column) + times})  # type: ignore[attr-defined]
    Comment.objects.bulk_create(comments)
    return True


def _add(event: dict[str, Any], sums: Counter[Any], comments: list[Comment]) -> None:
    day = date.fromisoformat(event["day"])
    audience = event["audience"]
    if audience not in AUDIENCES:
        raise ValueError(audience)
    where: dict[str, Any] = {"day": day, "audience": audience}
    if event["kind"] == "feedback":
        where["path"] = str(event["path"])[:700]
        useful, text = bool(event["useful"]), str(event.get("text", "")).strip()[:MAX_COMMENT]
        sums[UsefulCount, _key(where), "yes" if useful else "no"] += 1
        if text:
            comments.append(Comment(**where, useful=useful, text=text))
        return
    where["query"] = query_of(str(event["query"]))
    if not where["query"]:
        return
    if event["kind"] == "search":
        sums[SearchCount, _key(where), "searches"] += 1
        if not event["found"]:
            sums[SearchCount, _key(where), "without_results"] += 1
    if event["kind"] == "click":
        position = int(event["position"])
        if 1 <= position <= MAX_POSITION:
            sums[ClickCount, _key({**where, "position": position}), "clicks"] += 1


def _key(where: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(where.items()))


def forget(today: date | None = None) -> int:
    """Delete counts older than USAGE_DAYS, and rare queries older than RARE_QUERY_DAYS; return how many rows went."""
    today = today or timezone.localdate()
    oldest = today - timedelta(days=settings.USAGE_DAYS)
    gone = sum(
        model.objects.filter(day__lt=oldest).delete()[0] for model in (SearchCount, ClickCount, UsefulCount, Comment)
    )
    before = today - timedelta(days=settings.RARE_QUERY_DAYS)
    rare = SearchCount.objects.values("query").annotate(total=Sum("searches")).filter(total__lt=MIN_COUNT_SHOWN)
    words = list(rare.values_list("query", flat=True))
    for start in range(0, len(words), 500):
        some = words[start : start + 500]
        for model in (SearchCount, ClickCount):
            gone += model.objects.filter(day__lt=before, query__in=some).delete()[0]
    CountedBatch.objects.filter(counted_at__lt=timezone.now() - timedelta(days=7)).delete()
    return gone
