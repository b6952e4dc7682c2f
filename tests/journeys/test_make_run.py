"""``make run`` in a fresh clone: set-up, every process up, a busy port named, everything stopped again."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.architecture.tracked import ROOT, files
from tests.journeys.whole_set import PORTS, Started, launch, own_environment

pytestmark = pytest.mark.serial

FIRST_RUN_SECONDS = 300
NEXT_RUN_SECONDS = 60


def make_run(clone: Path, environment: dict[str, str], log: Path) -> Started:
    """Begin one ``make run`` in ``clone``, its output in a file."""
    return Started(launch(["make", "run"], clone, environment, log), log)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files as a fresh clone has them: no virtualenv, no data."""
    folder = tmp_path_factory.mktemp("fresh") / "headland"
    for path in files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    return folder


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Ports nobody uses, and nothing of this process's settings."""
    return own_environment()


@pytest.fixture(scope="module")
def first(clone: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The first run, once it says that it is up."""
    run = make_run(clone, environment, tmp_path_factory.mktemp("logs") / "first.log")
    try:
        run.wait_until_running(FIRST_RUN_SECONDS)
        yield run
    finally:
        run.stop()


def test_every_address_it_prints_answers(first: Started) -> None:
    addresses = re.findall(r"http://localhost:\d+\S*", first.output().split("Headland is running")[1])
    answers = {url: httpx.get(url, timeout=20, follow_redirects=True, trust_env=False).status_code for url in addresses}
    assert len(answers) == 5
    assert {url: status for url, status in answers.items() if status not in {200, 401, 403}} == {}


def test_the_public_site_shows_the_sample(first: Started, environment: dict[str, str]) -> None:
    page = httpx.get(f"http://localhost:{environment['HEADLAND_PUBLIC_PORT']}/", timeout=20, trust_env=False)
    assert page.status_code == 200
    assert "<h1" in page.text


def test_a_busy_port_is_named_before_anything_starts(first: Started, clone: Path, environment: dict[str, str]) -> None:
    again = subprocess.run(
        ["make", "run"], cwd=clone, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    port = environment["HEADLAND_PUBLIC_PORT"]
    assert again.returncode != 0
    assert f"Port {port} is in use. Stop what uses it, or choose another: HEADLAND_PUBLIC_PORT=" in again.stderr


def test_a_second_run_is_quick_and_loses_nothing(
    first: Started, clone: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    address = f"http://localhost:{environment['HEADLAND_DELIVERY_PORT']}/api/public/v1/items"
    before = httpx.get(address, timeout=20, trust_env=False).json()["count"]
    first.stop()
    still_open = []
    for name in PORTS.values():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(environment[name]))) == 0:
                still_open.append(name)
    assert still_open == []

    second = make_run(clone, environment, tmp_path / "second.log")
    try:
        second.wait_until_running(NEXT_RUN_SECONDS)
        assert httpx.get(address, timeout=20, trust_env=False).json()["count"] == before > 0
        assert "assword" not in second.output().split("Headland is running")[0]
    finally:
        second.stop()
