"""Several threads publish, several workers drain and promote at once, on SQLite and on PostgreSQL."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import empty_postgres

# One process makes the fixture, for all of them.
pytestmark = pytest.mark.xdist_group("at-once")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def found(request: Any, tmp_path_factory: Any) -> dict[str, Any]:
    """What at_once.py found; run once for each database."""
    return run(request.param, tmp_path_factory.mktemp("at-once"))


def run(engine: str, folder: Path) -> dict[str, Any]:
    seed = int(os.environ.get("HEADLAND_TEST_SEED") or random.randrange(1, 10_000))
    print(f"HEADLAND_TEST_SEED={seed}")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.test", "HEADLAND_DATA": str(folder), "HEADLAND_LOG_LEVEL": "ERROR",
        "DATABASE_URL": "",
    }  # fmt: skip
    if engine == "sqlite":
        return program(seed, environment)
    with empty_postgres() as url:
        return program(seed, environment | {"DATABASE_URL": url})


def program(seed: int, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.site_content.publishing.at_once", str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, "could not" in done.stderr) == (0, False), done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_editors_and_workers_at_once_hinder_nobody(found: Any) -> None:
    edits = found["edits"]
    assert (edits["errors"], edits["left"]) == ([], [])


def test_followers_never_see_a_hole(found: Any) -> None:
    assert (found["edits"]["followed"], found["edits"]["holes"], found["edits"]["gaps"]) == (True, [], [])


def test_pages_and_items_agree_afterwards(found: Any) -> None:
    assert (found["edits"]["drift"], found["promotions"]["drift"]) == ([], [])


def test_what_is_due_is_promoted_once(found: Any) -> None:
    promotions = {name: found["promotions"][name] for name in ("promoted", "recorded", "again", "written", "gaps")}
    assert promotions == {
        "promoted": 8,
        "recorded": ["wagtail.publish.scheduled"] * 5 + ["wagtail.unpublish.scheduled"] * 3,
        "again": 0,
        "written": True,
        "gaps": [],
    }
