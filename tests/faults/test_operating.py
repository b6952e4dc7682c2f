"""Faults of operation over a running installation: nothing acknowledged is lost, and every health line is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.operating_faults import CHEAP, FAULTS

# The mark lets pytest-django migrate the database that ``migrated`` copies.
pytestmark = [pytest.mark.serial, pytest.mark.django_db]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Installation]:
    """One for all faults: they come one after another, as they do in a year of operating."""
    made = Installation(tmp_path_factory.mktemp("installation"), migrated=migrated)
    try:
        made.begin()
        yield made
    finally:
        made.end()


@pytest.mark.parametrize(
    "name", [name if name in CHEAP else pytest.param(name, marks=pytest.mark.drill) for name in FAULTS]
)
def test_a_fault_loses_nothing_and_is_told(installation: Installation, name: str) -> None:
    assert installation.edit() == "done"
    FAULTS[name](installation)
    installation.settle()
    assert installation.lost() == {}
    if name in CHEAP[-1:]:
        said = installation.manage("check_copies")
        assert said == "public: nothing differs\nstaff: nothing differs\n"
