"""Publishing must take as long in a large tree as in a small one.

The pages are made and measured in a process of its own, on SQLite in a folder that is thrown away. Making 10,000 pages
takes some minutes; HEADLAND_BENCH_PAGES="300 900" gives a quick look. Compared is processor time: other programs on the
machine make everything slower, but not one tree and the other by the same factor.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.bench.measure import Measure

SIZES = (1_000, 10_000)
EDITS = 40
BATCH = 200
# Slower by this factor is no longer "flat"; two runs of the same tree differ by a tenth.
FLAT = 1.25
WORDS = "Wash your hands often and ask a pharmacist about the vaccine. "


def run() -> list[Measure]:
    """Measure in a child process and compare the sizes."""
    with tempfile.TemporaryDirectory(prefix="headland-bench-") as folder:
        environment = os.environ | {"HEADLAND_DATA": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.publishing"],
            env=environment | {"HEADLAND_LOG_LEVEL": "WARNING"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    measures = []
    for size, times in found.items():
        measures += [Measure(f"publish with {size} pages: {name}", times[name], "ms") for name in times]
    smallest, *_, largest = found.values()
    ratio = largest["processor"] / smallest["processor"]
    return [*measures, Measure("publish, largest tree to smallest, processor", ratio, "×", FLAT, "ceiling")]


def measure(sizes: list[int]) -> dict[int, dict[str, float]]:
    """Grow one section to each size and publish some of its pages again; medians in milliseconds by size."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from wagtail.models import Page

    from site_content.pages.types.news import NewsPage
    from site_content.pages.types.section import SectionPage

    section = SectionPage(title="Bench", slug="bench", listing_type="news", summary="Pages that are measured")
    Page.objects.get(url_path="/home/").add_child(instance=section)
    times: dict[int, dict[str, float]] = {}
    made = 0
    for size in sizes:
        make(section, range(made, size))
        made = size
        edits = [edit(NewsPage.objects.get(slug=f"p{number}")) for number in range(0, size, max(1, size // EDITS))]
        clock, processor = (statistics.median(column) for column in zip(*edits, strict=True))
        times[size] = {"clock": clock, "processor": processor}
    return times


def make(section: Any, numbers: range) -> None:
    """Add pages and publish them, in transactions of some hundred; the items follow when all are there."""
    from django.db import transaction

    from site_content.pages.types.news import NewsPage
    from site_content.publishing.refresh import drain
    from site_content.publishing.signals import drain_postponed

    with drain_postponed():
        for first in range(numbers.start, numbers.stop, BATCH):
            with transaction.atomic():
                for number in numbers[first - numbers.start : first - numbers.start + BATCH]:
                    section.add_child(instance=NewsPage(title=f"Page {number}", slug=f"p{number}", body=body(number)))
            drain()


def body(number: int) -> list[tuple[str, Any]]:
    """The raw body of one page: a heading between two texts."""
    text = f"<p>{WORDS * 20}</p>"
    return [("rich_text", text), ("heading", {"text": f"Part {number}", "level": "2"}), ("rich_text", text)]


def edit(page: Any) -> tuple[float, float]:
    """Change a page's title and publish it; milliseconds until all that follows is done: by the clock, of processor."""
    from site_content.publishing.refresh import drain

    page.title = f"{page.title} again"
    began, spent = time.perf_counter(), time.process_time()
    page.save_revision().publish()
    drain()
    return (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000


if __name__ == "__main__":
    given = os.environ.get("HEADLAND_BENCH_PAGES", "")
    print(json.dumps(measure([int(size) for size in given.split()] or list(SIZES))))
