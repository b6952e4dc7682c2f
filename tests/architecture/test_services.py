"""The scripts that start servers: they stop what they started, and nothing else."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.services import machine, processes
from scripts.services.__main__ import attempt, run_with
from scripts.services.catalogue import SERVICES, Service
from tests.architecture.tracked import ROOT

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture(autouse=True)
def as_this_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter may be in a home that the service user cannot read."""
    monkeypatch.setattr(processes, "service_user", lambda: None)


def test_a_process_is_started_found_and_stopped(tmp_path: Path) -> None:
    pid = processes.start_server(tmp_path, SLEEPER, os.environ)
    assert processes.running(tmp_path) == pid
    assert processes.stop(tmp_path) is True
    assert processes.running(tmp_path) is None
    assert processes.stop(tmp_path) is False


def test_a_stale_pid_file_does_not_lead_to_another_process(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEPER, stdout=subprocess.DEVNULL)
    try:
        record = {"pid": stranger.pid, "started_at": "Mon Jan  1 00:00:00 2001", "command": []}
        (tmp_path / "process.json").write_text(json.dumps(record))
        assert processes.running(tmp_path) is None
        assert processes.stop(tmp_path) is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    processes.start_server(tmp_path, [sys.executable, "-c", deaf], os.environ)
    processes.wait_until(tmp_path, lambda: "up" in (tmp_path / "output.log").read_text(), 20)
    assert processes.stop(tmp_path, signal.SIGTERM, seconds=0.3) is True
    assert processes.running(tmp_path) is None


def test_a_server_that_dies_is_reported_with_its_last_words(tmp_path: Path) -> None:
    processes.start_server(tmp_path, [sys.executable, "-c", "raise SystemExit('no room')"], os.environ)
    with pytest.raises(machine.Unavailable, match="died:\nno room"):
        processes.wait_until(tmp_path, lambda: False, 20)


def absent() -> str:
    """Stand for a service that this machine cannot have."""
    raise machine.Unavailable("not here")


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_an_absent_service_fails_in_ci_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, status: int
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setitem(SERVICES, "absent", Service("absent", "HEADLAND_TEST_ABSENT", absent))
    monkeypatch.setenv("CI", ci)
    assert run_with(["absent"], [sys.executable, "-c", ""]) == status
    assert "*** absent IS NOT AVAILABLE: not here" in capsys.readouterr().err


def test_a_command_gets_the_address_of_what_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SERVICES, "fixed", Service("fixed", "HEADLAND_TEST_FIXED", lambda: "x", lambda folder: "here"))
    assert attempt(["fixed"], "start", tmp_path) == ({"HEADLAND_TEST_FIXED": "here"}, [])


def test_the_cache_may_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLAND_CACHE", str(tmp_path / "cache"))
    assert machine.cache_folder() == tmp_path / "cache"
    assert (tmp_path / "cache").is_dir()


def test_make_help_lists_each_command_with_a_sentence() -> None:
    # Inside `make test` this is a make within a make, which would announce its folders.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split(maxsplit=2) for line in said.splitlines()]
    assert {"run", "test", "drills", "check", "bench", "help"} <= {name for _, name, _ in lines}
    assert all(sentence.endswith((".", ").")) for _, _, sentence in lines)


@pytest.mark.elasticsearch
def test_elasticsearch_is_the_version_we_support(elasticsearch_url: str) -> None:
    import httpx

    assert httpx.get(elasticsearch_url, trust_env=False).json()["version"]["number"].startswith("8.")


@pytest.mark.postgres
def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found == (0,)
