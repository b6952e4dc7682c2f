"""How quickly a copy is built from the log, and how soon a worker shows what is published.

In a process of its own, on SQLite in a folder that is thrown away. HEADLAND_BENCH_ITEMS="10000 100000" measures other
sizes (100,000 items take some minutes to make).
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.load import cpu_seconds
from tests.bench.measure import Measure

SIZES = (10_000,)
BUILDS = 3
EDITS = 60
ITEMS_A_SECOND = 2_000
READABLE_SECONDS, FINDABLE_SECONDS = 1.0, 2.0
# A worker with nothing to do takes this much of a core at most.
IDLE_PERCENT, IDLE_SECONDS = 3.0, 20.0


def run() -> list[Measure]:
    """Measure in a child process."""
    measures = []
    for size in [int(text) for text in os.environ.get("HEADLAND_BENCH_ITEMS", "").split()] or SIZES:
        with tempfile.TemporaryDirectory(prefix="headland-bench-") as folder:
            environment = os.environ | {"HEADLAND_DATA": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
            environment |= {"HEADLAND_LOG_LEVEL": "ERROR", "DATABASE_URL": "", "ELASTICSEARCH_URL": ""}
            command = [sys.executable, "-m", "tests.bench.copies", str(size)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        name = f"{size:,} items"
        measures += [
            Measure(f"copy of {name} built", found["rate"], "/s", ITEMS_A_SECOND),
            Measure(f"copy of {name} built, CPU an item", found["cpu"], "ms"),
            Measure(f"copy of {name}, size", found["megabytes"], "MB"),
            Measure(f"copy of {name} built, memory at most", found["rss"], "MB"),
            Measure(f"publish to readable among {name}, p95", found["readable"], "s", READABLE_SECONDS, "ceiling"),
            Measure(f"publish to findable among {name}, p95", found["findable"], "s", FINDABLE_SECONDS, "ceiling"),
            Measure("worker with nothing to do, of a core", found["idle"], "%", IDLE_PERCENT, "ceiling"),
        ]
    return measures


def measure(size: int) -> dict[str, float]:
    """Fill a database with items, build a copy of them, then publish pages beside a worker."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    fill(size)
    built = build(settings.COPIES / "bench" / "public.sqlite3")
    shutil.rmtree(settings.COPIES / "bench")
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"])
    try:
        return built | publish(settings.COPY_FILES["public"]) | {"idle": idle(worker.pid)}
    finally:
        worker.terminate()
        worker.wait(30)


def fill(size: int) -> None:
    """Write made items into the tables that publishing writes."""
    from django.db import transaction

    from site_content.items.models import Item, LogEntry, LogHead
    from tests.bench.generated_items import Maker

    rows = Maker().rows(size)
    line = ("seq", "content_id", "audience", "path", "slot", "state", "version")
    with transaction.atomic():
        while run := list(islice(rows, 500)):
            Item.objects.bulk_create([Item(**row) for row in run])
            LogEntry.objects.bulk_create([LogEntry(**{name: row[name] for name in line}) for row in run])
        LogHead.objects.update_or_create(pk=1, defaults={"seq": size, "public_position": size, "staff_position": size})


def build(path: Path) -> dict[str, float]:
    """Build the public copy a few times: items a second, CPU milliseconds an item (medians), megabytes."""
    from site_content.followers.copies.follow import CopyFollower
    from site_content.followers.source import DatabaseSource

    follower = CopyFollower(path, "public", DatabaseSource("public"))
    rates, cpus = [], []
    for _ in range(BUILDS):
        began, spent = time.perf_counter(), time.process_time()
        items = follower.rebuild().written
        rates.append(items / (time.perf_counter() - began))
        cpus.append((time.process_time() - spent) / items * 1000)
    follower.close()
    return {
        "rate": statistics.median(rates),
        "cpu": statistics.median(cpus),
        "megabytes": path.stat().st_size / 1e6,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def publish(file: Path) -> dict[str, float]:
    """Publish pages while the worker runs; the 95th of 100 waits until readers have it, and until they find it."""
    from wagtail.models import Site

    from search import embedded
    from search.request import SearchRequest
    from site_content.followers.copies.opening import CopyFile, CopyUnavailable
    from site_content.followers.copies.read import item_at
    from site_content.pages.types.news import NewsPage

    copy = CopyFile(file)
    page = NewsPage(title="Bench", slug="bench")
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=page)

    def readable(title: str) -> bool:
        try:
            item = item_at(copy.connection(), "/bench", int(time.time()), ["public"]).item
        except CopyUnavailable:
            return False
        return item is not None and item.json()["title"] == title

    def findable(title: str) -> bool:
        from datetime import UTC, datetime

        hits = embedded.search(copy.connection(), SearchRequest(title, datetime.now(UTC))).hits
        return any(hit.card["title"] == title for hit in hits)

    wait(lambda: readable("Bench"), 300)
    waits: dict[str, list[float]] = {"readable": [], "findable": []}
    for number in range(EDITS):
        page.title = f"Zanzibar {number} quarantine"
        page.save_revision().publish()
        began = time.perf_counter()
        for name, seen in (("readable", readable), ("findable", findable)):
            wait(lambda seen=seen, title=page.title: seen(title), 30)  # type: ignore[misc]
            waits[name].append(time.perf_counter() - began)
        time.sleep(0.05)
    copy.close()
    return {name: statistics.quantiles(times, n=20)[-1] for name, times in waits.items()}


def idle(worker: int) -> float:
    """Per cent of a core that a worker takes while nothing is published."""
    time.sleep(2)
    spent, began = cpu_seconds(worker), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    return (cpu_seconds(worker) - spent) / (time.perf_counter() - began) * 100


def wait(true: Callable[[], Any], seconds: float) -> None:
    """Wait for something to become true. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s")
        time.sleep(0.002)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
