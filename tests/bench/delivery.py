"""The public API process: against nginx with the same bytes, and against Wagtail's own API over the same pages.

10,000 made items and some real pages stand in one SQLite database in a folder that is thrown away. Look at processor
time beside the ratios: on a busy machine requests a second mislead.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from scripts.services.processes import free_port
from tests.bench.against_nginx import Comparison, compare
from tests.bench.load import press, resident_megabytes
from tests.bench.measure import Measure
from tests.bench.servers import Server, delivery, running

ITEMS = 10_000
PAGES = 12
API = "/api/public/v1"
LISTS = ("items", "search", "topics", "authors", "navigation", "site")
HOT, FIRST, REPEATED = 0.5, 0.35, 0.3
OF_WAGTAIL = 1 / 150
MEGABYTES = 100
WORDS = "Wash your hands often and ask a pharmacist about the vaccine. "


def run() -> list[Measure]:
    """Fill a database, start the servers over it, measure."""
    with tempfile.TemporaryDirectory(prefix="headland-bench-") as name:
        folder = Path(name)
        environment = os.environ | {"HEADLAND_DATA": name, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        environment |= {"HEADLAND_LOG_LEVEL": "ERROR", "DATABASE_URL": "", "ELASTICSEARCH_URL": ""}
        command = [sys.executable, "-m", "tests.bench.delivery"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        paths = [f"{API}/content{path}" for path in made["paths"]]
        random.Random(3).shuffle(paths)
        return [*against_nginx(folder, paths), *against_wagtail(folder, made["pages"]), memory(folder, paths)]


def against_nginx(folder: Path, paths: list[str]) -> list[Measure]:
    """Content that is ready, content read for the first time, and lists, in × nginx."""
    measures = []
    with delivery(folder) as ours:
        measures += told("ready content", compare(ours, paths[:500], folder), HOT)
        lists = [f"{API}/{name}" for name in LISTS]
        measures += told("lists and searches asked again", compare(ours, lists, folder), REPEATED)
    # Nothing fits into so small a memory: each request reads the copy, as the first for its path would.
    with delivery(folder, HEADLAND_CACHE_BYTES="1") as ours:
        measures += told("first read of a path", compare(ours, paths[:5000], folder), FIRST)
    return measures


def told(name: str, found: Comparison, bar: float) -> list[Measure]:
    """What one comparison says."""
    return [
        Measure(f"{name}, requests to nginx's", found.ratio, "×", bar),
        Measure(f"{name}, processor time", found.cpu_ms * 1000, "µs"),
        Measure(f"{name}, nginx's processor time", found.nginx_cpu_ms * 1000, "µs"),
        Measure(f"{name}, p99", found.p99_ms, "ms"),
    ]


def against_wagtail(folder: Path, pages: list[dict[str, Any]]) -> list[Measure]:
    """Processor time for one page: ours and Wagtail's API v2, in turns."""
    spent: dict[str, list[float]] = {"ours": [], "peer": []}
    with delivery(folder) as ours, wagtail_api(folder) as peer:
        for page in pages[:3]:
            theirs = f"{peer.url}/api/v2/pages/{page['id']}/"
            if httpx.get(theirs, trust_env=False).json()["title"] != page["title"]:
                raise RuntimeError("the peer does not serve the same page")
            spent["peer"].append(press(theirs, peer.pid, 4).cpu_ms)
            spent["ours"].append(press(f"{ours.url}{API}/content{page['path']}", ours.pid, 2).cpu_ms)
    mine, other = min(spent["ours"]), min(spent["peer"])
    return [
        Measure("one page by Wagtail's API, processor time", other, "ms"),
        Measure("one page, processor time to Wagtail's", mine / other, "×", OF_WAGTAIL, "ceiling"),
    ]


@contextmanager
def wagtail_api(folder: Path) -> Iterator[Server]:
    """Wagtail's API over the database in ``folder``, on the same server with the same threads."""
    port = free_port()
    environment = os.environ | {"HEADLAND_DATA": str(folder), "DATABASE_URL": "", "HEADLAND_LOG_LEVEL": "ERROR"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.wagtail_api.settings"
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port), "--no-ws"]
    command += ["--workers", "1", "--blocking-threads", "2", "--log-level", "warning"]
    command.append("tests.bench.wagtail_api.wsgi:application")
    with running(command, environment, f"http://127.0.0.1:{port}", "/api/v2/pages/") as server:
        yield server


def memory(folder: Path, paths: list[str]) -> Measure:
    """Memory of the process once every path, the lists and many searches were asked for."""
    with delivery(folder) as ours, httpx.Client(base_url=ours.url, trust_env=False) as web:
        for path in paths:
            web.get(path).raise_for_status()
        for name in LISTS:
            web.get(f"{API}/{name}", params={"limit": 100} if name in {"items", "search"} else {}).raise_for_status()
        for words in ("help", "doctor hospital", "the symptoms", "treatment", "people need care") * 10:
            web.get(f"{API}/search", params={"q": words}).raise_for_status()
        web.get(f"{API}/changes", params={"limit": 500}).raise_for_status()
        web.get(f"{API}/openapi.json").raise_for_status()
        return Measure("memory of the process", resident_megabytes(ours.pid), "MB", MEGABYTES, "ceiling")


def fill_database() -> dict[str, Any]:
    """Fill the database, publish pages, build the public copy; return the live paths and the real pages."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from wagtail.models import Site

    from site_content.followers.copies.follow import CopyFollower
    from site_content.followers.source import DatabaseSource
    from site_content.items.models import Item
    from site_content.pages.types.news import NewsPage
    from site_content.publishing.refresh import drain
    from tests.bench.copies import fill

    fill(ITEMS)
    home = Site.objects.get(audience_row__audience="public").root_page
    text = f"<p>{WORDS * 20}</p>"
    body = [("rich_text", text), ("heading", {"text": "What to do", "level": "2"}), ("rich_text", text)]
    pages = [home.add_child(instance=NewsPage(title=f"Page {n}", slug=f"p{n}", body=body)) for n in range(PAGES)]
    drain()
    follower = CopyFollower(settings.COPY_FILES["public"], "public", DatabaseSource("public"))
    follower.catch_up()
    follower.close()
    # Not the home page: to nginx its address is a folder.
    live = Item.objects.filter(audience="public", state="live", path__startswith="/").exclude(path="/")
    told = [{"id": page.pk, "path": f"/{page.slug}", "title": page.title} for page in pages]
    return {"paths": list(live.values_list("path", flat=True)), "pages": told}


if __name__ == "__main__":
    print(json.dumps(fill_database()))
