"""The editors' desk as JSON: each part is ``{"bars": [{"label", "value"}], "rows": [{…}]}`` for a chart and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from site_content.audiences import AUDIENCES
from site_content.editing.desk.models import ItemQuality
from site_content.editing.desk.quality import HARD_TO_READ
from site_content.editing.page_rights import keys_of, readable_pages_of
from site_content.items.kinds import edit_url_of
from site_content.items.models import Item
from site_content.pages.content_page import TYPES, ContentPage
from site_content.search_settings.usage.count import MIN_COUNT_SHOWN
from site_content.search_settings.usage.figures import commonest
from site_content.search_settings.usage.models import UsefulCount

MAX_ROWS = 50
MONTHS_SHOWN = 12
DAYS_SHOWN = 30
Part = dict[str, list[dict[str, Any]]]
Pages = QuerySet[Page]


def desk(user: Any, today: date | None = None) -> dict[str, Part]:
    """Return every part by name, of the pages that a person has rights on and may read: at most 50 rows each."""
    today, pages = today or timezone.localdate(), readable_pages_of(user)
    return {name: make(today, pages) for name, make in PARTS.items()}


def reviews(today: date, mine: Pages) -> Part:
    """Return guidance by the month its review is due; ``overdue`` first."""
    pages = (
        TYPES["guidance"]
        .objects.filter(pk__in=mine.values("pk"), live=True, next_review__isnull=False)
        .order_by("next_review")
    )
    months = [_month(today, number) for number in range(MONTHS_SHOWN)]
    counts = Counter(
        "overdue" if due < today else f"{due:%Y-%m}" for due in pages.values_list("next_review", flat=True)
    )
    rows = [
        {
            **_page(page),
            "owner": page.owning_team,
            "due": page.next_review.isoformat(),
            "overdue": page.next_review < today,
        }
        for page in pages[:MAX_ROWS]
    ]
    return {"bars": [{"label": label, "value": counts[label]} for label in ("overdue", *months)], "rows": rows}


def approvals(today: date, mine: Pages) -> Part:
    """Return what waits for approval, by how long it has waited."""
    keys = mine.annotate(name=Cast("pk", CharField())).values("name")
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, revision__object_id__in=keys)
    states = states.filter(revision__in=Revision.page_revisions.all()).select_related("revision", "task")
    steps = (("today", 0), ("this week", 7), ("this month", 30), ("longer", 10_000))
    counts: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for state in states.order_by("started_at")[: MAX_ROWS * 10]:
        days = (today - timezone.localdate(state.started_at)).days
        counts[next(label for label, most in steps if days <= most)] += 1
        page = state.revision.content_object if state.revision else None
        if page is not None and len(rows) < MAX_ROWS:
            rows.append({**_page(page), "task": state.task.name, "days": days})
    return {"bars": [{"label": label, "value": counts[label]} for label, _ in steps], "rows": rows}


def calendar(today: date, mine: Pages) -> Part:
    """Return what goes live and what expires in the next 30 days, by day."""
    last = today + timedelta(days=DAYS_SHOWN)
    scheduled = Item.objects.filter(slot="scheduled", state="live", live_from__date__lte=last, key__in=keys_of(mine))
    coming = [
        {
            "title": (row.card or {}).get("title", row.path),
            "path": row.path,
            "at": row.live_from.isoformat(),
            "what": "goes live",
            "url": edit_url_of(row.key),
        }
        for row in scheduled.defer("body", "entry").order_by("live_from")[:MAX_ROWS]
        if row.live_from is not None
    ]
    expiring = ContentPage.objects.filter(pk__in=mine.values("pk"), live=True, expire_at__date__lte=last)
    expiring = expiring.order_by("expire_at")[:MAX_ROWS]
    going = [
        {**_page(page), "at": page.expire_at.isoformat(), "what": "expires"} for page in expiring if page.expire_at
    ]
    rows = sorted([*coming, *going], key=lambda row: row["at"])[:MAX_ROWS]
    counts = Counter(timezone.localdate(datetime.fromisoformat(row["at"])) for row in rows)
    days = [today + timedelta(days=number) for number in range((last - today).days + 1)]
    return {"bars": [{"label": day.isoformat(), "value": counts[day]} for day in days], "rows": rows}


def ageing(today: date, mine: Pages) -> Part:
    """Return live pages by how long ago they were last published, the oldest first."""
    steps = (
        ("under 6 months", 183), ("under 1 year", 365), ("under 2 years", 730), ("under 3 years", 1_095),
        ("3 years and more", 100_000),
    )  # fmt: skip
    pages = ContentPage.objects.filter(pk__in=mine.values("pk"), live=True, last_published_at__isnull=False)
    starts = [(label, _midnight(today - timedelta(days=most))) for label, most in steps[:-1]]
    counts = _counts(pages, [(label, Q(last_published_at__gte=start)) for label, start in starts], steps[-1][0])
    oldest = pages.filter(last_published_at__lt=timezone.now() - timedelta(days=365)).order_by("last_published_at")
    rows = [
        {**_page(page), "published": timezone.localdate(page.last_published_at).isoformat()}
        for page in oldest[:MAX_ROWS]
    ]
    return {"bars": [{"label": label, "value": counts[label]} for label, _ in steps], "rows": rows}


def not_found(today: date, mine: Pages) -> Part:
    """Return the commonest searches of the last 30 days that found nothing, over both sites."""
    first = today - timedelta(days=DAYS_SHOWN)
    rows: list[dict[str, Any]] = [
        {"query": row.query, "audience": audience, "times": row.without_results}
        for audience in AUDIENCES
        for row in commonest(first, today, audience, only_without_results=True)[:MAX_ROWS]
    ]
    rows = sorted(rows, key=lambda row: (-row["times"], row["query"]))[:MAX_ROWS]
    return {"bars": [{"label": row["query"], "value": row["times"]} for row in rows[:10]], "rows": rows}


def usefulness(today: date, mine: Pages) -> Part:
    """Return pages by the share of readers who found them useful in 90 days, the worst first; under five left out."""
    since = today - timedelta(days=90)
    limited = Item.objects.filter(slot="current").exclude(groups=[]).exclude(key__in=keys_of(mine))
    hidden = set(limited.values_list("audience", "path"))
    pages = UsefulCount.objects.filter(day__gte=since).values("audience", "path")
    pages = pages.annotate(all_yes=Sum("yes"), all_no=Sum("no"), votes=Sum(F("yes") + F("no")))
    rows = [
        {
            **_place(dict(row)),
            "yes": row["all_yes"],
            "no": row["all_no"],
            "share": round(100 * row["all_yes"] / row["votes"]),
        }
        for row in pages.filter(votes__gte=MIN_COUNT_SHOWN)
        if (row["audience"], row["path"]) not in hidden
    ]
    steps = (("0–19 %", 19), ("20–39 %", 39), ("40–59 %", 59), ("60–79 %", 79), ("80–100 %", 100))
    counts = Counter(next(label for label, most in steps if row["share"] <= most) for row in rows)
    worst = sorted(rows, key=lambda row: (row["share"], -row["no"]))[:MAX_ROWS]
    return {"bars": [{"label": label, "value": counts[label]} for label, _ in steps], "rows": worst}


def alternatives(today: date, mine: Pages) -> Part:
    """Return live items with pictures that lack alternative text and are not marked as decorative."""
    missing = ItemQuality.objects.filter(images_without_alt__gt=0, key__in=keys_of(mine))
    counts = dict(missing.values_list("audience").annotate(Sum("images_without_alt")))
    rows = [
        {**_judged(row), "images": row.images_without_alt} for row in missing.order_by("-images_without_alt")[:MAX_ROWS]
    ]
    return {"bars": [{"label": label, "value": counts.get(label, 0)} for label in ("public", "staff")], "rows": rows}


def readability(today: date, mine: Pages) -> Part:
    """Return live items by LIX, the hardest first."""
    steps = (("easy, under 30", 30), ("30–39", 40), ("40–49", 50), ("50–59", 60), ("hard, 60 and over", 10_000))
    judged = ItemQuality.objects.filter(lix__isnull=False, key__in=keys_of(mine))
    counts = _counts(judged, [(label, Q(lix__lt=under)) for label, under in steps[:-1]], steps[-1][0])
    hardest = judged.filter(lix__gte=HARD_TO_READ).order_by("-lix")[:MAX_ROWS]
    rows = [{**_judged(row), "lix": row.lix, "words": row.words} for row in hardest]
    return {"bars": [{"label": label, "value": counts[label]} for label, _ in steps], "rows": rows}


PARTS: dict[str, Callable[[date, Pages], Part]] = {
    "reviews": reviews,
    "approvals": approvals,
    "calendar": calendar,
    "ageing": ageing,
    "not_found": not_found,
    "usefulness": usefulness,
    "alternatives": alternatives,
    "readability": readability,
}


def _counts(rows: QuerySet[Any], steps: list[tuple[str, Q]], last: str) -> dict[str, int]:
    """Return how many rows are within each step and not within the one before; ``last`` is all others. One query."""
    within = {f"step_{number}": Count("pk", filter=each) for number, (_, each) in enumerate(steps)}
    totals = rows.order_by().aggregate(**within, step_all=Count("pk"))
    sums = [0, *(totals[name] for name in within), totals["step_all"]]
    labels = [*(label for label, _ in steps), last]
    return {label: after - before for label, before, after in zip(labels, sums, sums[1:], strict=False)}


def _midnight(day: date) -> datetime:
    """Return when a day began by the site's clock."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _month(today: date, later: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
    return f"{year:04d}-{month + 1:02d}"


def _page(page: Any) -> dict[str, Any]:
    return {"title": page.get_admin_display_title(), "url": _edit(page.pk)}


def _edit(page_id: int) -> str:
    return edit_url_of(f"page:{page_id}")


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {"title": row["path"], "path": row["path"], "audience": row["audience"], "url": ""}


def _judged(row: ItemQuality) -> dict[str, Any]:
    return {"title": row.title, "path": row.path, "audience": row.audience, "url": edit_url_of(row.key)}
