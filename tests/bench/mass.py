"""Mass work: what an act on a whole section costs a page, from the act until nothing is marked.

Sections of news are made, then renamed, moved, restricted, unpublished and deleted, on SQLite and on PostgreSQL
(where HEADLAND_TEST_POSTGRES_URL names a server), each database in a process of its own. HEADLAND_BENCH_PAGES="450"
sets the sizes. Compared is the clock without the making of the pages; queries say more on a busy machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from tests.bench.measure import Measure

SIZES = (450, 1_000)
POSTGRES = "HEADLAND_TEST_POSTGRES_URL"
# Milliseconds a page on PostgreSQL; SQLite, which has one writer, may take twice that.
BARS = {"rename": 12.0, "move": 12.0, "restrict": 3.0, "unpublish": 3.0, "delete": 3.0}


def run() -> list[Measure]:
    """Measure on both databases; one that this machine has not is left out."""
    from tests.conftest import empty_postgres

    measures = _measures("SQLite", "", 2.0)
    if os.environ.get(POSTGRES):
        with empty_postgres() as url:
            measures += _measures("PostgreSQL", url, 1.0)
    return measures


def _measures(name: str, url: str, allowance: float) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="headland-bench-") as folder:
        environment = os.environ | {"HEADLAND_DATA": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.mass"],
            env=environment | {"HEADLAND_LOG_LEVEL": "WARNING", "DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    measures = []
    for size, acts in json.loads(done.stdout.splitlines()[-1]).items():
        for act, numbers in acts.items():
            label = f"{name}, {act} {size} pages"
            measures.append(Measure(f"{label}: a page", numbers["clock"], "ms", BARS[act] * allowance, "ceiling"))
            measures += [Measure(f"{label}: {word}", numbers[word]) for word in numbers if word != "clock"]
    return measures


def measure(sizes: list[int]) -> dict[int, dict[str, dict[str, float]]]:
    """Do each act on sections of each size; return what it took a page, by size and act."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return {size: _measure_acts(size) for size in sizes}


def _measure_acts(size: int) -> dict[str, dict[str, float]]:
    from django.contrib.auth import get_user_model
    from wagtail.actions.unpublish_page import UnpublishPageAction
    from wagtail.models import Page, PageViewRestriction

    from site_content.publishing.refresh import drain
    from tests.bench.publishing import make

    home = Page.objects.get(url_path="/home/")
    section, doomed, place = (_section(home, f"{word}-{size}") for word in ("mass", "doomed", "place"))
    make(section, range(size))
    make(doomed, range(size))

    editor, _ = get_user_model().objects.get_or_create(username="editor", defaults={"is_superuser": True})

    def fresh(page: Any) -> Any:
        return Page.objects.get(pk=page.pk).specific

    def rename() -> None:
        page = fresh(section)
        page.slug = f"renamed-{size}"
        page.save_revision().publish()

    def restrict() -> None:
        PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")

    acts: dict[str, Callable[[], Any]] = {
        "rename": rename,
        "move": lambda: fresh(section).move(fresh(place), pos="last-child"),
        "restrict": restrict,
        "unpublish": lambda: UnpublishPageAction(fresh(section), user=editor, include_descendants=True).execute(),
        "delete": lambda: fresh(doomed).delete(),
    }
    numbers = {}
    for name, act in acts.items():
        numbers[name] = _until_nothing_is_marked(act, size)
        PageViewRestriction.objects.all().delete()
        drain()
    return numbers


def _section(home: Any, slug: str) -> Any:
    from wagtail.models import Page

    from site_content.pages.types.section import SectionPage

    page = SectionPage(title=slug, slug=slug, listing_type="news", summary="Pages that are measured")
    return Page.objects.get(pk=home.pk).add_child(instance=page)


def _until_nothing_is_marked(act: Callable[[], Any], size: int) -> dict[str, float]:
    """Return milliseconds a page by the clock, of the act itself, and queries and log lines a page."""
    from django.db import connection

    from site_content.items.models import LogEntry, Refresh
    from site_content.publishing.refresh import drain

    lines, queries = LogEntry.objects.count(), _Count()
    with connection.execute_wrapper(queries):
        began, spent = time.perf_counter(), time.process_time()
        act()
        acted = time.perf_counter()
        drain()
        ended, worked = time.perf_counter(), time.process_time()
    assert not Refresh.objects.exists(), list(Refresh.objects.values_list("key", "error")[:3])
    return {
        "clock": (ended - began) * 1000 / size,
        "of it the act itself, ms": (acted - began) * 1000 / size,
        "of it processor, ms": (worked - spent) * 1000 / size,
        "queries": queries.number / size,
        "log lines": (LogEntry.objects.count() - lines) / size,
    }


class _Count:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


if __name__ == "__main__":
    given = os.environ.get("HEADLAND_BENCH_PAGES", "")
    print(json.dumps(measure([int(size) for size in given.split()] or list(SIZES))))
