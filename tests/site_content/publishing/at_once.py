"""Several editors and workers at once, in threads with connections of their own, on the database the settings name.

Run as a program by test_at_once.py, because the database is its own: prints what it found as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

EDITORS, EDITS, WORKERS, PAGES = 3, 8, 2, 8


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread, begun together; return what each returned, or its error as text."""
    from django.db import connection

    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[number] = call()
        except Exception as error:
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def make_pages(seed: int) -> list[int]:
    """Make pages that all show each other's cards, so that each edit concerns all."""
    from wagtail.models import Page, Site

    from site_content.pages.types.standard import StandardPage
    from site_content.publishing.refresh import drain

    drain()
    home = Site.objects.get(audience_row__audience="public").root_page
    pages = [
        Page.objects.get(pk=home.pk).add_child(instance=StandardPage(title=f"Page {number}", slug=f"p{seed}-{number}"))
        for number in range(PAGES)
    ]
    for page in pages:
        page.related = pages
        page.save_revision().publish()
    drain()
    return [page.pk for page in pages]


def edit(pk: int, number: int) -> None:
    """Do what a request to the admin does: change a page in one transaction; the drain follows the commit."""
    from django.db import transaction
    from wagtail.models import Page

    with transaction.atomic():
        page = Page.objects.get(pk=pk).specific
        if page.live and number % 5 == 4:
            page.unpublish()
            return
        page.title = f"Edit {number} of {pk}"
        if number % 3 == 2:
            page.slug = f"p{pk}-{number}"
        page.save_revision().publish()


def edits_and_drains(seed: int) -> dict[str, Any]:
    """Editors change any of the pages, workers drain, a follower reads the log: all at once."""
    from site_content.items.models import LogEntry, Refresh
    from site_content.publishing.refresh import drain

    pages = make_pages(seed)
    over = threading.Event()
    holes: list[tuple[int, list[int]]] = []

    def editor(number: int) -> Callable[[], None]:
        dice = random.Random(seed * 100 + number)

        def edits() -> None:
            for count in range(EDITS):
                edit(dice.choice(pages), count)

        return edits

    def work() -> None:
        while not over.is_set():
            if not drain(5):
                time.sleep(0.005)

    def follow() -> int:
        """Read like a follower does: what stands after my position must begin right there, without a hole."""
        position = LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        while not over.is_set():
            found = list(LogEntry.objects.filter(seq__gt=position).order_by("seq").values_list("seq", flat=True))
            if found != list(range(position + 1, position + 1 + len(found))):
                holes.append((position, found))
            position += len(found)
            time.sleep(0.002)
        return position

    def edit_all() -> list[Any]:
        try:
            return together(*(editor(number) for number in range(EDITORS)))
        finally:
            over.set()

    errors = together(edit_all, *[work] * WORKERS, follow)
    drain()
    return {
        "errors": [error for error in (*errors[0], *errors[1:-1]) if error],
        "followed": isinstance(errors[-1], int),
        "holes": holes[:3],
        "left": list(Refresh.objects.values_list("key", "error")),
        **agreement(),
    }


def promotions(seed: int) -> dict[str, Any]:
    """Four workers promote what is due at once."""
    from django.utils import timezone
    from wagtail.models import Page, PageLogEntry

    from site_content.items.models import LogEntry
    from site_content.publishing.refresh import drain
    from site_content.publishing.schedule import promote_due

    pages = make_pages(seed)
    soon = timezone.now() + timedelta(seconds=2)
    for pk in pages[:5]:
        page = Page.objects.get(pk=pk).specific
        page.title, page.go_live_at = "Promoted", soon
        page.save_revision().publish()
    drain()
    Page.objects.filter(pk__in=pages[5:]).update(expire_at=soon)
    time.sleep(max(0.0, (soon - timezone.now()).total_seconds()))
    before = LogEntry.objects.count()
    promoted = together(*[promote_due] * 4)
    drain()
    actions = PageLogEntry.objects.filter(page_id__in=pages, action__endswith=".scheduled")
    return {
        "promoted": sum(promoted) if all(isinstance(count, int) for count in promoted) else promoted,
        "recorded": sorted(actions.values_list("action", flat=True)),
        "again": promote_due(),
        "written": LogEntry.objects.count() > before,
        **agreement(),
    }


def agreement() -> dict[str, Any]:
    """Say what differs between pages and items, and what the log lacks."""
    from site_content.publishing.repair import log_gaps, repair

    return {"drift": [str(found) for found in repair(check=True) if found], "gaps": log_gaps()}


def main(seed: int) -> None:
    """Migrate, run both, print."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps({"edits": edits_and_drains(seed), "promotions": promotions(seed + 1)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
