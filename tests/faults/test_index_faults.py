"""Kills and hangs of Elasticsearch and of the worker while editors work: afterwards the index says what the items do.

HEADLAND_TEST_FAULTS=200 HEADLAND_TEST_CHANGES=2000 is the whole promise; CI takes a twentieth of it.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.tracked import ROOT
from tests.faults.middleman import Middleman

pytestmark = [pytest.mark.elasticsearch, pytest.mark.serial]
FAULTS = int(os.environ.get("HEADLAND_TEST_FAULTS", "10"))
CHANGES = int(os.environ.get("HEADLAND_TEST_CHANGES", "80"))
SEED = int(os.environ.get("HEADLAND_TEST_SEED", "0")) or random.randrange(1, 10**6)
CONVERGED_SECONDS = 10
# Works as an editor would, and prints a line for each change so that faults fall between and within them.
EDITS = """
import random, sys
import django
django.setup()
from wagtail.models import Site
from site_content.types.news import NewsPage
from site_content.types.section import SectionPage
draw, changes = random.Random(int(sys.argv[1])), int(sys.argv[2])
root = Site.objects.get(audience_row__audience="public").root_page
homes = []
for number in range(3):
    homes.append(SectionPage(title=f"Section {number}"))
    root.add_child(instance=homes[-1])
pages = []
for number in range(changes):
    kind = draw.choice(["add", "add", "edit", "edit", "move", "unpublish", "delete"])
    if kind == "add" or not pages:
        page = NewsPage(title=f"News {number} flu", body=[("rich_text", f"<p>Words {number}</p>")])
        SectionPage.objects.get(pk=draw.choice(homes).pk).add_child(instance=page)
        pages.append(page.pk)
    else:
        page = NewsPage.objects.get(pk=draw.choice(pages))
        if kind == "edit":
            page.title = f"{page.title} {number}"
            page.save_revision().publish()
        elif kind == "move":
            page.move(SectionPage.objects.get(pk=draw.choice(homes).pk), pos="last-child")
        elif kind == "unpublish":
            page.unpublish()
        else:
            pages.remove(page.pk)
            page.delete()
    print(kind, flush=True)
"""
AUDIT = """
import django
django.setup()
from site_content.indexes.audit import drift
from site_content.indexes.configured import configured_indexes
from site_content.publishing import log
from search.errors import EngineUnavailable
for audience, index in configured_indexes().items():
    try:
        position = index.position()
        index.refresh()
        print(audience, (position or 0) - log.head(), len(drift(index, audience)))
    except EngineUnavailable as error:  # no index yet: the worker has not come that far
        print(audience, "unavailable", error.args[0][:80].replace(" ", "_"))
"""


@pytest.fixture
def middleman(elasticsearch_url: str) -> Iterator[Middleman]:
    parts = urlsplit(elasticsearch_url)
    assert parts.hostname
    assert parts.port
    made = Middleman((parts.hostname, parts.port))
    yield made
    made.close()


@pytest.fixture
def environment(tmp_path: Path, index_prefix: str, middleman: Middleman) -> dict[str, str]:
    return os.environ | {
        "HEADLAND_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cms.settings.cms",
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{middleman.port}", "ELASTICSEARCH_PREFIX": index_prefix,
        "HEADLAND_LOG_LEVEL": "ERROR",
    }  # fmt: skip


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def start_worker(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )


def agrees(environment: dict[str, str]) -> list[str]:
    """The audiences whose index is there, is at the log's head and differs nowhere."""
    lines = [line.split() for line in python(environment, "-c", AUDIT).splitlines()]
    return [audience for audience, behind, differing in lines if (behind, differing) == ("0", "0")]


def test_the_index_is_what_the_items_are(environment: dict[str, str], middleman: Middleman, tmp_path: Path) -> None:
    draw = random.Random(SEED)
    print(f"HEADLAND_TEST_SEED={SEED}")
    python(environment, "manage.py", "migrate", "-v0")
    log = tmp_path / "worker.log"
    worker = start_worker(environment, log)
    editor = subprocess.Popen(
        [sys.executable, "-c", EDITS, str(SEED), str(CHANGES)], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    try:
        assert editor.stdout is not None
        due = sorted(draw.sample(range(CHANGES), min(FAULTS, CHANGES)))
        for number, _ in enumerate(editor.stdout):
            middleman.be("pass")
            if due and number >= due[0]:
                due.pop(0)
                if draw.random() < 0.3:
                    worker.send_signal(signal.SIGKILL)
                    worker.wait()
                    worker = start_worker(environment, log)
                else:
                    middleman.be(draw.choice(["hang", "refuse"]))
                    time.sleep(draw.uniform(0.05, 0.4))
        assert editor.wait(60) == 0
        middleman.be("pass")
        end = time.monotonic() + CONVERGED_SECONDS
        while time.monotonic() < end and len(agrees(environment)) < 2:
            assert worker.poll() is None, log.read_text()[-3000:]
        assert agrees(environment) == ["public", "staff"], log.read_text()[-3000:]
    finally:
        editor.kill()
        editor.wait()
        worker.terminate()
        worker.wait(20)
