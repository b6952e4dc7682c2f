"""How what readers and editors wait for grows with the site: 1,000, 10,000 and 100,000 items, one curve a number.

The items are generated (tests/bench/generated_items.py: words of a made-up language, lengths as on a health site; the
same ones each time) and so are the pages. Times are processor time of one process, medians, so that other programs on
the machine weigh little. ``make bench ARGS="growth"`` writes docs/performance.md and its charts anew;
HEADLAND_BENCH_ITEMS="1000 5000" and HEADLAND_BENCH_PAGES="500" measure other sizes, and write nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.growth_page import write_page
from tests.bench.measure import Measure

ITEM_SIZES, PAGE_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000)
# What holds at the largest size.
CEILINGS = {
    "topics, ms": 5.0, "list, ms": 5.0, "list by topic, ms": 5.0, "list by path and title, ms": 5.0, "months, ms": 5.0,
    "whole list by cursor, s": 2.0, "search, p95, ms": 80.0, "copy, kB an item": 18.0, "page editor, ms": 300.0,
}  # fmt: skip
Numbers = dict[str, float]


def run() -> list[Measure]:
    """Measure each size in a process of its own; write the page when the usual sizes were measured."""
    items = sizes("HEADLAND_BENCH_ITEMS", ITEM_SIZES)
    pages = sizes("HEADLAND_BENCH_PAGES", PAGE_SIZES)
    of_items = {size: in_process("tests.bench.growth_items", size) for size in items}
    of_pages = {size: in_process("tests.bench.growth_admin", size) for size in pages}
    if (tuple(items), tuple(pages)) == (ITEM_SIZES, PAGE_SIZES):
        write_page(of_items, of_pages)
    return [*measures("items", of_items), *measures("pages", of_pages)]


def sizes(variable: str, usual: tuple[int, ...]) -> list[int]:
    """Return the sizes to measure, smallest first."""
    return sorted(int(text) for text in os.environ.get(variable, "").split()) or list(usual)


def in_process(module: str, size: int) -> Numbers:
    """Run a module in a process of its own over an empty folder and return what it prints last."""
    with tempfile.TemporaryDirectory(prefix="headland-bench-") as folder:
        environment = os.environ | {"HEADLAND_DATA": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        environment |= {"HEADLAND_LOG_LEVEL": "ERROR", "DATABASE_URL": "", "ELASTICSEARCH_URL": ""}
        command = [sys.executable, "-m", module, str(size)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    numbers: Numbers = json.loads(done.stdout.splitlines()[-1])
    return numbers


def measures(unit: str, by_size: dict[int, Numbers]) -> list[Measure]:
    """Return each number at each size; at the largest it is held to its bar."""
    largest = max(by_size)
    return [
        Measure(f"{size:,} {unit}: {name}", value, "", CEILINGS.get(name) if size == largest else None, "ceiling")
        for size, numbers in by_size.items()
        for name, value in numbers.items()
    ]


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """Return the median of the processor time that some work takes."""
    import statistics
    import time

    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1000)
    return round(statistics.median(spent), 3)


def megabytes(path: Path) -> float:
    """Return the size of a file."""
    return path.stat().st_size / 1e6
