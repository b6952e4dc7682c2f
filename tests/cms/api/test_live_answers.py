"""The emergency list through the public API of a new site, whichever engine answers, and when the first cannot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cms.live_api import ENGINES, Ask, live_api
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add

pytestmark = pytest.mark.django_db
home, add = publishing.home, publishing.add


@pytest.fixture(params=ENGINES)
def ask(request: pytest.FixtureRequest, as_delivery: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Ask]:
    """The API over what a test publishes."""
    with live_api(request, as_delivery, tmp_path, monkeypatch) as asked:
        yield asked


def titles(ask: Ask, query: str) -> list[str]:
    return [answer["title"] for answer in ask(f"search?q={query}").json["answers"]]


def test_a_new_site_answers_emergencies_and_nothing_else(ask: Ask, add: Add, home: Any) -> None:
    add(home, "Stroke rehabilitation exercises")
    assert titles(ask, "stroke") == titles(ask, "storke") == titles(ask, "what%20is%20a%20stroke") == ["Call 999 now"]
    assert titles(ask, "poen%20yn%20y%20frest") == ["Ffoniwch 999 nawr"]
    for query in ("stroke%20rehabilitation%20exercises", "Stoke", "chest%20infection", ""):
        assert titles(ask, query) == [], query
    assert ask("search?q=stroke").json["count"] == 1


@pytest.mark.parametrize("ask", ["embedded"], indirect=True)
def test_emergencies_show_when_elasticsearch_is_away(ask: Ask, as_delivery: Any, add: Add, home: Any) -> None:
    add(home, "Heart attack")
    as_delivery.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    got = ask("search?q=heart%20atack").json
    assert (got["degraded"], [answer["title"] for answer in got["answers"]]) == (True, ["Call 999 now"])
