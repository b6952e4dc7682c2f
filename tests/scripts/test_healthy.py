"""The health check that containers ask, beside real servers; and compose.yaml, which names it for every service."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import healthy
from scripts.serve import PROCESSES
from scripts.services.processes import free_port
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.heard import HeardNote
from tests.architecture.tracked import ROOT
from tests.bench.servers import delivery
from tests.site_content.followers.copies.harms import emptied
from tests.site_content.followers.copies.made import MemoryLog, MemorySource

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
# They end when their work is done.
ONCE = {"migrate"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def ask(name: str, **environment: str) -> tuple[int, str]:
    """Run the check as a container does; return its status and what it says."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("HEADLAND_")}
    command = [sys.executable, "-m", "scripts.healthy", name]
    # A proxy of the environment is not asked for this machine.
    more = {"http_proxy": "http://127.0.0.1:9", **environment}
    done = subprocess.run(command, cwd=ROOT, env=own | more, capture_output=True, text=True, check=False, timeout=30)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.strip()


def test_a_server_is_healthy_while_it_can_serve(tmp_path: Path) -> None:
    port = str(free_port())
    status, said = ask("delivery", HEADLAND_DELIVERY_PORT=port)
    assert (status, said.startswith(f"no answer at http://127.0.0.1:{port}/health/ready")) == (1, True)
    with delivery(tmp_path, int(port), HEADLAND_FEED_URL="", ELASTICSEARCH_URL=""):
        here = {"HEADLAND_DELIVERY_PORT": port, "HEADLAND_BIND": "0.0.0.0"}
        assert ask("delivery", **here) == (1, "public_copy_unavailable")
        log = MemoryLog()
        log.put("/page")
        follower = CopyFollower(tmp_path / "copies" / "public.sqlite3", "public", MemorySource(log))
        follower.catch_up()
        assert ask("delivery", **here) == (0, "")
        emptied(follower.path.parent / follower.path.readlink())
        follower.close()
        assert ask("delivery", **here) == (1, "public_copy_damaged")


def test_a_worker_is_healthy_while_it_hears_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    HeardNote(tmp_path / "copies" / "public.sqlite3").write(0)
    assert ask("worker", HEADLAND_DATA=str(tmp_path)) == (1, "staff_copy_not_followed")
    HeardNote(tmp_path / "copies" / "staff.sqlite3").write(7)
    assert ask("worker", HEADLAND_DATA=str(tmp_path)) == (0, "")
    monkeypatch.setattr(healthy, "MAX_HEARD_SECONDS", -1.0)
    names = ["public_copy_not_followed", "staff_copy_not_followed"]
    assert healthy.reasons("worker", {"HEADLAND_DATA": str(tmp_path)}) == names


def test_another_name_is_told() -> None:
    assert healthy.main(["nonsense"]) == 2


def test_every_service_says_whether_it_is_well() -> None:
    for name in SERVICES.keys() - ONCE:
        check = SERVICES[name]["healthcheck"]
        assert check.keys() <= {"test", "interval", "timeout", "retries", "start_period"}, name
        assert check["test"][0] in {"CMD", "CMD-SHELL"}, name
        if name in {*PROCESSES, "worker"}:
            assert check["test"][1:] == ["python", "-m", "scripts.healthy", name]
            # Compose gives up on a check before the check gives up on a server: then nobody would read the reason.
            assert int(check["timeout"].removesuffix("s")) > healthy.SECONDS


def test_services_wait_for_what_they_cannot_do_without_and_no_more() -> None:
    waits = {
        name: {target: how["condition"] for target, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    for name, targets in waits.items():
        for target, condition in targets.items():
            assert condition in CONDITIONS, (name, target)
            assert condition != "service_healthy" or "healthcheck" in SERVICES[target], (name, target)
            assert (condition == "service_completed_successfully") == (target in ONCE), (name, target)
    work = {"migrate": "service_completed_successfully", "elasticsearch": "service_started"}
    assert {name: targets for name, targets in waits.items() if targets} == {
        "migrate": {"postgres": "service_healthy"},
        "cms": work,
        "worker": work,
        "delivery": {"cms": "service_started"},
        "public": {"delivery": "service_healthy"},
        "staff": {"cms": "service_healthy"},
    }


def test_containers_run_what_the_procfile_runs() -> None:
    lines = dict(line.split(": exec ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert {name: " ".join(SERVICES[name]["command"]) for name in lines} == lines
    assert json.dumps(COMPOSE).count("honcho") == 0
