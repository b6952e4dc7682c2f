"""Twin worlds for staff: with and without pages for a group, a person outside it reads the same.

Two things are told, and docs/security.md says so: positions have gaps, and words of hidden pages weigh in the order of
a search. Both are compared here as far as they must be the same; everything else is, to the byte.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest

from tests.cms.api_calls import STAFF, Got
from tests.walls.canaries import STEM
from tests.walls.conftest import SEED
from tests.walls.differences import Ask, Difference, differences, report
from tests.walls.staff_world import StaffWorld, build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("staff walls")]
POSITIONS = re.compile(rf"{STAFF}/(changes|health)/?(\?|$)")
ORDER = re.compile(rf"{STAFF}/search/?\?")
# What follows from the bytes of a body.
OF_BYTES = {"etag", "content-length", "date", "link"}


class StaffTwins(NamedTuple):
    """Two worlds with the same content for everybody."""

    alone: StaffWorld
    beside: StaffWorld


@pytest.fixture(scope="module")
def staff_twins(unblocked: None, tmp_path_factory: pytest.TempPathFactory) -> StaffTwins:
    """Two worlds; what is asked of both are the addresses of everything in the fuller one."""
    folder = tmp_path_factory.mktemp("staff-worlds")
    beside = build(folder / "beside", SEED, True, 700)
    return StaffTwins(build(folder / "alone", SEED, False, asked=beside.asked), beside)


def of_kind(twins: StaffTwins, kind: re.Pattern[str]) -> list[tuple[Ask, Got, Got]]:
    """Return what both worlds answered to plain questions of a kind."""
    one, two = twins.alone.found, twins.beside.found
    return [
        (ask, one[ask], two[ask]) for ask in one if ask in two and kind.match(ask.address) and ask == Ask(ask.address)
    ]


def headers(got: Got) -> dict[str, str]:
    return {name: value for name, value in got.headers.items() if name not in OF_BYTES}


def test_the_worlds_differ_for_a_member(staff_twins: StaffTwins) -> None:
    alone, beside = staff_twins
    hidden = {*beside.paths} - {*alone.paths}
    assert len(hidden) > 8
    assert {*alone.paths} <= {*beside.paths}
    told = {ask.address for ask, got in beside.told.items() if STEM.encode() in got.body}
    kinds = ("items", "search", "suggest", "topics", "authors", "changes", "content")
    assert [kind for kind in kinds if not any(each.startswith(f"{STAFF}/{kind}") for each in told)] == []


def test_nobody_else_is_told_a_word(staff_twins: StaffTwins) -> None:
    """But those that they asked with."""
    leaks = [ask for ask, got in staff_twins.beside.found.items() if STEM.encode() in got.body]
    assert [ask for ask in leaks if STEM not in ask.address and "board" not in ask.address] == []


def test_everything_is_the_same_to_the_byte(staff_twins: StaffTwins) -> None:
    found = [each for each in differences(staff_twins.alone.found, staff_twins.beside.found) if not is_told(each)]
    assert found == [], report(found, SEED)
    statuses = {got.status for got in staff_twins.alone.found.values()}
    assert {200, 304, 400, 404, 405} <= statuses
    assert len({ask.address for ask in staff_twins.alone.found}) >= 700


def is_told(difference: Difference) -> bool:
    return any(kind.match(difference.ask.address) for kind in (POSITIONS, ORDER))


def test_a_search_finds_and_counts_the_same_in_whatever_order(staff_twins: StaffTwins) -> None:
    compared = 0
    for ask, one, two in of_kind(staff_twins, ORDER):
        assert (one.status, headers(one)) == (two.status, headers(two)), ask
        if one.status == 200:
            found, others = one.json, two.json
            results = [sorted((each["path"] for each in answer.pop("results")), key=str) for answer in (found, others)]
            for answer in (found, others):
                # The cursor names the last result.
                answer["next"] = bool(answer.get("next"))
            assert found == others, ask
            if found["count"] == len(results[0]):
                assert results[0] == results[1], ask
                compared += len(results[0]) > 1
    assert compared > 20


def test_changes_are_the_same_in_the_same_order(staff_twins: StaffTwins) -> None:
    def without_numbers(got: Got) -> Any:
        return json.loads(re.sub(rb'"(seq|position|head)":\d+', rb'"\1":0', re.sub(rb"after=\d+", b"after=", got.body)))

    whole = [
        (ask, one, two) for ask, one, two in of_kind(staff_twins, POSITIONS) if "after" not in ask.address
    ]  # from elsewhere, a position means another place
    assert len(whole) > 3
    for ask, one, two in whole:
        assert (one.status, headers(one)) == (two.status, headers(two)), ask
        assert without_numbers(one) == without_numbers(two), ask
