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


def test_it_says_what_it_is_doing_and_how_long_it_took(first: Started) -> None:
    before, _, _ = first.output().partition("Headland is running")
    titles = (
        *("Making the virtualenv in .venv", r"Installing \d+ packages", "Bringing the database up to date"),
        *("Loading the sample content", "Publishing what is due, and building copies and indexes", "Starting the CMS"),
    )
    found = [re.search(rf"^{title}", before, re.MULTILINE) for title in titles]
    places = [match.start() for match in found if match]
    assert len(places) == len(titles)
    assert places == sorted(places)
    assert re.search(r"^Installing .*\n(?:  still going on .*\n)*  done in \d+ s$", before, re.MULTILINE)
    answered = set(re.findall(r"^  (.+) answers after \d+ s$", before, re.MULTILINE))
    assert answered == {"Public site", "Staff site", "CMS", "Staff API", "Public API"}


@pytest.mark.parametrize(
    ("template", "port", "path"),
    [
        ("frontend_templates/common/templates/layout.html", "HEADLAND_PUBLIC_PORT", "/"),
        ("site_content/templates/wagtailadmin/login.html", "HEADLAND_CMS_PORT", "/admin/login/"),
    ],
)
def test_a_changed_template_shows_at_the_next_request(
    first: Started, clone: Path, environment: dict[str, str], template: str, port: str, path: str
) -> None:
    address = f"http://localhost:{environment[port]}{path}"
    before = [httpx.get(address, timeout=20, trust_env=False).text for _ in range(2)]
    file = clone / template
    text = file.read_text()
    file.write_text(re.sub(r"Sign in to Headland|(?=</body>)", "Changed while it runs", text))
    changed = httpx.get(address, timeout=20, trust_env=False).text
    file.write_text(text)
    again = httpx.get(address, timeout=20, trust_env=False).text
    assert ["Changed while it runs" in page for page in (*before, changed, again)] == [False, False, True, False]


def test_a_folder_that_cannot_be_written_is_named(
    first: Started, clone: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    again = subprocess.run(
        ["make", "run"], cwd=clone, env=environment | {"HEADLAND_DATA": str(tmp_path / "file" / "var")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert again.returncode != 0
    assert again.stderr.splitlines()[0] == (
        f"Cannot write the data folder {tmp_path}/file/var: a file is in its place. "
        "Give it to this user, or choose another: HEADLAND_DATA=… make run"
    )
    assert "Traceback" not in again.stderr


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

    # Somebody tidied up too well.
    shutil.rmtree(clone / ".venv/lib/python3.11/site-packages/jinja2")
    second = make_run(clone, environment, tmp_path / "second.log")
    try:
        second.wait_until_running(NEXT_RUN_SECONDS)
        assert httpx.get(address, timeout=20, trust_env=False).json()["count"] == before > 0
        assert second.output().startswith("Package jinja2 has lost jinja2/__init__.py\nInstalling jinja2\n")
        assert "assword" not in second.output().split("Headland is running")[0]
    finally:
        second.stop()
