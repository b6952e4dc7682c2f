"""What every test may ask for: real servers, when this machine has them.

``make test`` starts them and sets the variables. Without them a test marked ``elasticsearch``, ``postgres`` or
``browser`` is skipped, except with CI=true, where that is a failure.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest

from tests.drills.clock import clock, pytest_generate_tests  # noqa: F401 (found here by pytest)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VARIABLES = {
    "elasticsearch": "HEADLAND_TEST_ELASTICSEARCH_URL",
    "postgres": "HEADLAND_TEST_POSTGRES_URL",
    "browser": "HEADLAND_TEST_CHROMIUM",
}


DRILLS = "HEADLAND_TEST_DRILLS"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep browser tests on one worker, one after another, and those marked ``serial`` on another.

    First, because pytest-xdist reads the groups in the same hook. Those marked ``drill`` are left to ``make drills``.
    """
    if not os.environ.get(DRILLS):
        drills = [item for item in items if item.get_closest_marker("drill")]
        items[:] = [item for item in items if item not in drills]
        config.hook.pytest_deselected(items=drills)
    for item in items:
        for mark in ("browser", "serial"):
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))
                break


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose server is absent; with CI=true fail it, because there it must not go unnoticed."""
    for mark, variable in VARIABLES.items():
        if item.get_closest_marker(mark) and not os.environ.get(variable):
            absent = f"{variable} is not set: run `make test`, or `make services-start` and export what it prints"
            if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
                pytest.fail(absent)
            pytest.skip(absent)


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of a real Elasticsearch, shared by all tests: use ``index_prefix`` to keep apart."""
    return os.environ[VARIABLES["elasticsearch"]]


@pytest.fixture
def index_prefix(elasticsearch_url: str) -> Iterator[str]:
    """A prefix for index names that no other test uses; what is made under it is deleted afterwards."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    yield prefix
    with httpx.Client(base_url=elasticsearch_url, timeout=30, trust_env=False) as client:
        for name in client.get(f"/{prefix}*", params={"expand_wildcards": "all"}).json():
            client.delete(f"/{name}")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own, dropped afterwards."""
    with empty_postgres() as url:
        yield url


@contextmanager
def empty_postgres() -> Iterator[str]:
    """Make an empty PostgreSQL database and give its URL; it is dropped afterwards."""
    server = os.environ[VARIABLES["postgres"]]
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for ``playwright`` as ``executable_path``."""
    return os.environ[VARIABLES["browser"]]


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    """Chromium. For one module: while it is there its event loop runs in this thread, where others want theirs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
