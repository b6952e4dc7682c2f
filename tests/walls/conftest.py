"""Twin worlds: the same public content, alone and with hidden content beside it."""

from __future__ import annotations

import math
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from site_content.audiences import AUDIENCES
from tests.cms.bank import small_site, write_copy
from tests.walls.world import DELIVERY, World, build

SEED = int(os.environ.get("HEADLAND_TEST_SEED", "1"))


def drill_seeds() -> list[int]:
    """Return the seed that was asked for, or two that nobody chose: one odd, one even (see ``build``)."""
    if "HEADLAND_TEST_SEED" in os.environ:
        return [SEED]
    lottery = random.SystemRandom()
    return [2 * lottery.randrange(500_000) + 1, 2 * lottery.randrange(1, 500_000)]


class Twins(NamedTuple):
    """Two worlds with the same public content."""

    alone: World
    beside: World

    @property
    def paths(self) -> list[str]:
        """The paths of everything in either, hidden or not."""
        return sorted({*self.alone.paths, *self.beside.paths})

    @property
    def ids(self) -> list[str]:
        """The ids of everything in either."""
        return sorted({*self.alone.ids, *self.beside.ids})


@pytest.fixture(scope="session")
def unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, for worlds that several tests share."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def twins(unblocked: None, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Two worlds that nobody changes; about 20 seconds of one core."""
    folder = tmp_path_factory.mktemp("worlds")
    return Twins(build(folder / "alone", SEED, False), build(folder / "beside", SEED, True))


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both copies of the small site of the API's tests."""
    folder, bank = tmp_path_factory.mktemp("copies"), small_site()
    return {audience: write_copy(bank, folder, audience) for audience in AUDIENCES}


@pytest.fixture
def as_delivery(settings: Any, copies: dict[str, Path]) -> None:
    """Settings as the delivery process has them."""
    for name, value in DELIVERY.items():
        setattr(settings, name, value)
    settings.COPY_FILES = {"public": copies["public"]}


@pytest.fixture(autouse=True)
def _log_heard_just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is heard by a clock that cannot be stopped, and worlds are asked long after they were made."""
    monkeypatch.setattr("cms.api.health.MAX_SECONDS", math.inf)
    monkeypatch.setattr("site_content.followers.copies.heard.MAX_SECONDS", math.inf)
