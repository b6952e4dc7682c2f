"""Publishing must take as long in a large tree as in a small one.

The pages are made and measured in a process of its own, on SQLite in a folder that is thrown away. Making 10,000 pages
takes about six minutes; HEADLAND_BENCH_PAGES="300 900" gives a quick look.
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
    times: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    measures = [Measure(f"publish with {size} pages, median", times[size], "ms") for size in times]
    smallest, *_, largest = times
    return [
        *measures,
        Measure("publish, largest tree to smallest", times[largest] / times[smallest], "×", FLAT, "ceiling"),
    ]


def measure(sizes: list[int]) -> dict[int, float]:
    """Grow one section to each size and publish some of its pages again; the median in milliseconds by size."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from wagtail.models import Page

    from site_content.types.news import NewsPage
    from site_content.types.section import SectionPage

    section = SectionPage(title="Bench", slug="bench", listing_type="news", summary="Pages that are measured")
    Page.objects.get(url_path="/home/").add_child(instance=section)
    times: dict[int, float] = {}
    made = 0
    for size in sizes:
        for number in range(made, size):
            section.add_child(instance=NewsPage(title=f"Page {number}", slug=f"p{number}", body=body(number)))
        made = size
        spread = range(0, size, max(1, size // EDITS))
        times[size] = statistics.median(edit(NewsPage.objects.get(slug=f"p{number}")) for number in spread)
    return times


def body(number: int) -> list[tuple[str, Any]]:
    """The raw body of one page: a heading between two texts."""
    text = f"<p>{WORDS * 20}</p>"
    return [("rich_text", text), ("heading", {"text": f"Part {number}", "level": "2"}), ("rich_text", text)]


def edit(page: Any) -> float:
    """Change a page's title and publish it; milliseconds until all that publishing does at once is done."""
    page.title = f"{page.title} again"
    began = time.perf_counter()
    page.save_revision().publish()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    given = os.environ.get("HEADLAND_BENCH_PAGES", "")
    print(json.dumps(measure([int(size) for size in given.split()] or list(SIZES))))
