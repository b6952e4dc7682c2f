"""The public API over what a test publishes: the copy, and an index if there is one, follow before each question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.api import clock
from search.elastic import Index, connect
from site_content.followers import engines
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.indexes.follow import IndexFollower
from site_content.followers.source import DatabaseSource
from site_content.publishing.refresh import drain
from tests.cms.api_calls import PUBLIC, Asker

ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]
Ask = Callable[[str], Any]


def real_now() -> int:
    """What was published just now is read now."""
    return int(time()) + 1


@contextmanager
def followed(
    request: pytest.FixtureRequest, settings: Any, folder: Path, monkeypatch: Any, audience: str = "public"
) -> Iterator[Callable[[], None]]:
    """Give a function that brings an audience's copy, and an index if ``request.param`` names it, up to date."""
    monkeypatch.setattr(clock, "now", real_now)
    follower = CopyFollower(folder / f"{audience}.sqlite3", audience, DatabaseSource(audience))
    settings.COPY_FILES = {audience: follower.path}
    engines.forget()
    index = None
    if request.param == "elasticsearch":
        url, prefix = request.getfixturevalue("elasticsearch_url"), request.getfixturevalue("index_prefix")
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = url, prefix
        index = IndexFollower(Index(connect(url), f"{prefix}-{audience}"), audience)

    def catch_up() -> None:
        drain()
        follower.catch_up()
        if index is not None:
            index.catch_up()
            index.index.refresh()

    try:
        yield catch_up
    finally:
        follower.close()
        engines.forget()


@contextmanager
def live_api(request: pytest.FixtureRequest, settings: Any, folder: Path, monkeypatch: Any) -> Iterator[Ask]:
    """Give a function from an address below the API's root to the reply. ``request.param`` names the engine."""
    asker = Asker(WSGIHandler())
    with followed(request, settings, folder, monkeypatch) as catch_up:

        def answer(address: str) -> Any:
            catch_up()
            return asker(f"{PUBLIC}/{address}")

        yield answer
