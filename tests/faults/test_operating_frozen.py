"""PostgreSQL or Elasticsearch stands still: readers notice nothing, editors are told, and all goes on afterwards.

A frozen server is worse than one that is gone: its host takes connections and acknowledges packets, and nobody answers.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.services import elasticsearch, postgres, processes
from tests.architecture.tracked import ROOT
from tests.faults.four_servers import PASSWORD, FourServers
from tests.faults.frozen import frozen
from tests.faults.web_editor import WebEditor

# The marks of both servers: where they cannot be had, this is skipped as other tests are.
pytestmark = [pytest.mark.serial, pytest.mark.drill, pytest.mark.postgres, pytest.mark.elasticsearch]
API = "/api/public/v1"
PATIENCE_SECONDS = 90.0
# Readers on a machine of two cores that also runs both servers.
MAX_READ_SECONDS = 2.0
# Three seconds without an answer, two in which the server is asked whether it lives (cms.postgresql), and our own work.
MAX_REFUSAL_SECONDS = 8.0


class Place:
    """All servers over a PostgreSQL and an Elasticsearch of their own, and an editor who is signed in."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.postgres, self.elasticsearch = folder / "postgres", folder / "elasticsearch"
        self.postgres.mkdir()
        self.elasticsearch.mkdir()
        stack.callback(processes.stop, self.postgres, signal.SIGINT)
        stack.callback(processes.stop, self.elasticsearch)
        addresses = {
            "DATABASE_URL": postgres.start(self.postgres),
            "ELASTICSEARCH_URL": elasticsearch.start(self.elasticsearch),
        }
        data = folder / "data"
        data.mkdir()
        environment = {"PATH": "/usr/bin:/bin", "HEADLAND_DATA": str(data), **addresses}
        migrate = [sys.executable, "manage.py", "migrate", "--no-input"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        self.servers = FourServers(data, stack, **addresses)
        self.editor = WebEditor(self.servers.roots["cms"], self.servers.home(), timeout=30)
        stack.callback(self.editor.close)
        self.editor.sign_in("hand", PASSWORD)
        self.client = httpx.Client(trust_env=False, timeout=30)
        stack.callback(self.client.close)
        #: What the editor was told is published: path → title.
        self.acknowledged: dict[str, str] = {}
        self.keys: dict[str, int] = {}
        for number in range(10):
            self.publish_new(f"page-{number}", f"Page {number} about influenza")
        self.settle()

    def publish_new(self, slug: str, title: str) -> None:
        """Make a page and publish it."""
        self.keys[slug] = self.editor.save_draft(title, slug)
        self.publish(slug, title)

    def publish(self, slug: str, title: str) -> None:
        """Publish a page again; the CMS must take it."""
        answer = self.editor.publish(self.keys[slug], title, slug)
        assert answer.status_code == 302, (answer.status_code, answer.text[:500])
        self.acknowledged[f"/{slug}"] = title

    def get(self, name: str, path: str) -> tuple[int, Any, float]:
        """Return the status, the JSON or text, and the seconds that an answer took."""
        began = time.monotonic()
        answer = self.client.get(f"{self.servers.roots[name]}{path}")
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.status_code, answer.json() if is_json else answer.text, time.monotonic() - began

    def ready(self, name: str) -> tuple[int, list[str]]:
        """Return what a server says of whether it can serve."""
        status, value, _ = self.get(name, "/health/ready")
        return status, value["reasons"]

    def troubles(self) -> list[tuple[str, str]]:
        """Return the followers that fail, and how."""
        followers = self.get("cms", "/health")[1]["followers"]
        return [(each["name"], each["trouble"]) for each in followers if each["trouble"]]

    def search(self) -> tuple[int, bool]:
        """Search for what is in every title; return how many were found and whether the standby engine answered."""
        status, value, _ = self.get("delivery", f"{API}/search?q=influenza&limit=50")
        assert status == 200, value
        return value["count"], value.get("degraded", False)

    def lost(self) -> dict[str, Any]:
        """Return what was acknowledged and is not what readers get."""
        answers = {path: self.get("delivery", f"{API}/content{path}")[1].get("title") for path in self.acknowledged}
        return {path: title for path, title in answers.items() if title != self.acknowledged[path]}

    def comes_to(self, probe: Callable[[], Any], expected: Any, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until ``probe`` returns what is expected; return for how long."""
        began = time.monotonic()
        while (got := probe()) != expected:
            assert time.monotonic() - began < seconds, (got, expected)
            time.sleep(0.1)
        return time.monotonic() - began

    def settle(self) -> None:
        """Wait until every server is ready, nothing fails, and each acknowledged change is at its readers."""
        for name in ("cms", "delivery", "public", "staff"):
            self.comes_to(lambda name=name: self.ready(name), (200, []))  # type: ignore[misc]
        self.comes_to(lambda: self.get("cms", "/health")[1]["status"], "ok")
        self.comes_to(self.lost, {})
        self.comes_to(self.search, (len(self.acknowledged), False))

    def read_as_readers_do(self, searches: bool = True) -> float:
        """Read content, lists, search and pages; return what the slowest answer took."""
        paths = [f"{API}/content/page-3", f"{API}/items?limit=5", f"{API}/changes?limit=5", f"{API}/navigation"]
        paths += [f"{API}/search?q=influenza+page", f"{API}/suggest?q=inf"] if searches else []
        seconds = []
        for name, path in [
            *(("delivery", path) for path in paths),
            ("public", "/page-3"),
            ("public", "/search?q=page"),
        ]:
            status, value, took = self.get(name, path)
            assert status == 200, (name, path, value)
            seconds.append(took)
        return max(seconds)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    # Not pytest's folder: the servers run as another user, who may not enter that.
    with tempfile.TemporaryDirectory(prefix="headland-frozen-") as name, ExitStack() as stack:
        Path(name).chmod(0o755)
        yield Place(Path(name), stack)


def test_a_frozen_postgresql_is_told_to_editors_and_never_to_readers(place: Place) -> None:
    place.publish("page-1", "Published before the frost, influenza")
    place.comes_to(place.lost, {})
    refusals, reads = [], []
    with frozen(place.postgres):
        for number in range(4):
            began = time.monotonic()
            answer = place.editor.publish(place.keys["page-2"], f"Refused {number}, influenza", "page-2")
            refusals.append(time.monotonic() - began)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text[:500]
            assert "Nothing was saved. Try again in a moment." in answer.text
            # What they wrote is in the page, and its form sends it again.
            assert f"Refused {number}, influenza" in answer.text
            reads.append(place.read_as_readers_do())
            # Beyond the rest in which nobody tries to connect: the next one has to find out by itself.
            time.sleep(1.2)
        assert place.ready("cms") == (503, ["database"])
        assert place.get("cms", "/health/live")[0] == 200
        status, value, seconds = place.get("cms", "/health")
        assert (status, value["status"], seconds < 5) == (503, "unavailable", True), value
        # Neither the public API nor its site needs the database.
        assert (place.ready("delivery"), place.ready("public")) == ((200, []), (200, []))
        assert place.lost() == {}
        print("refused after", [round(each, 1) for each in refusals], "read within", round(max(reads), 2))
        assert max(refusals) < MAX_REFUSAL_SECONDS
        assert max(reads) < MAX_READ_SECONDS

    print("ready again after", round(place.comes_to(lambda: place.ready("cms"), (200, [])), 1))
    place.settle()
    # Nothing of what was refused came later, and what the editor sends again is taken, with the same session.
    place.publish("page-2", "Sent again after the frost, influenza")
    place.publish_new("after-the-frost", "A new page about influenza")
    place.settle()


def test_a_frozen_elasticsearch_costs_no_answer_and_no_change(place: Place) -> None:
    assert place.search() == (len(place.acknowledged), False)
    reads, saves = [], []
    with frozen(place.elasticsearch):
        first = place.read_as_readers_do()
        for number in range(3):
            began = time.monotonic()
            place.publish_new(f"in-the-frost-{number}", f"Written in the frost {number}, influenza")
            saves.append(time.monotonic() - began)
            reads.append(place.read_as_readers_do())
        place.comes_to(place.lost, {})
        # The copy's own index answers, with what was published meanwhile, and says so.
        place.comes_to(place.search, (len(place.acknowledged), True))
        place.comes_to(lambda: place.get("cms", "/health")[1]["status"], "degraded")
        # Each index says why; copies and the rest have none.
        place.comes_to(
            lambda: {name.split(":")[0]: word for name, word in place.troubles()}, {"index": "server_unavailable"}
        )
        for name in ("cms", "delivery", "public", "staff"):
            assert place.ready(name) == (200, []), name
        print("read within", round(first, 2), round(max(reads), 2), "two saves within", round(max(saves), 1))
        assert max(first, *reads) < MAX_READ_SECONDS

    place.settle()
    said = place.servers.manage("check_index")
    assert "differs" in said and "nothing differs" in said, said
