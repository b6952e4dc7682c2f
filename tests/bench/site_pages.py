"""The public site's pages: one that is ready, against nginx with the same bytes; and one made from nothing.

The real site over the real API, both with the documents of tests/examples. A cold page is measured with both caches of
the site switched off: each request then asks the API for everything and renders it. Its own time is the processor time
of the site's process alone, so that neither the API's work nor a busy machine is counted.
"""

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from tests.bench.against_nginx import compare
from tests.bench.load import press, resident_megabytes
from tests.bench.measure import Measure
from tests.bench.servers import delivery, public_site
from tests.frontend_templates.example_copy import example_bank, write_public_copy
from tests.frontend_templates.fake_api import example

EXAMPLES = ("news/flu-season", "guidance/flu", "blog/two-authors", "section/news")
ARTICLE, GUIDE, STORY, LIST = (example(name)["path"] for name in EXAMPLES)
NO_CACHES = {"HEADLAND_PAGE_CACHE_BYTES": "0", "HEADLAND_API_CACHE_BYTES": "0", "HEADLAND_LOG_LEVEL": "ERROR"}
HIT = 0.15
COLD_MS = 5.0


def run() -> list[Measure]:
    """Measure ready pages and cold ones."""
    with tempfile.TemporaryDirectory(prefix="headland-bench-") as name:
        folder = Path(name)
        write_public_copy(example_bank(), folder)
        with delivery(folder) as api:
            return [*ready(api.url, folder), *cold(api.url)]


def ready(api: str, folder: Path) -> list[Measure]:
    """Pages in the page cache."""
    measures = []
    with public_site(api, HEADLAND_LOG_LEVEL="ERROR") as site:
        for label, paths in (("ready article", [ARTICLE]), ("ready pages in turn", [ARTICLE, GUIDE, STORY])):
            found = compare(site, paths, folder)
            measures += [
                Measure(f"{label}, requests to nginx's", found.ratio, "×", HIT),
                Measure(f"{label}, processor time", found.cpu_ms, "ms"),
            ]
        measures.append(Measure("memory of the site", resident_megabytes(site.pid), "MB"))
    return measures


def cold(api: str) -> list[Measure]:
    """Pages made from nothing, one after another."""
    measures = []
    with public_site(api, **NO_CACHES) as site:
        for label, path in (("cold article", ARTICLE), ("cold guide", GUIDE), ("cold list", LIST)):
            with httpx.Client(base_url=site.url, trust_env=False) as web:
                waited = statistics.median(wait(web, path) for _ in range(50))
            spent = press(f"{site.url}{path}", site.pid, seconds=3, connections=1).cpu_ms
            bar = COLD_MS if path == ARTICLE else None
            measures += [
                Measure(f"{label}, own time", spent, "ms", bar, "ceiling"),
                Measure(f"{label}, median wait", waited, "ms"),
            ]
    return measures


def wait(web: httpx.Client, path: str) -> float:
    """Milliseconds until a page is there. Raises RuntimeError when it is not 200."""
    began = time.perf_counter()
    answer = web.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return (time.perf_counter() - began) * 1000
