"""One wall at a time is broken: the twin worlds must then differ. A wall whose fall nobody notices is not proved."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Max

from cms.api import changes as changes_route
from cms.api import content, items, search
from cms.api.freshness import Freshness, freshness_of_one
from search.entry import Entry
from site_content.audiences import AUDIENCES
from site_content.followers.copies import record as copy_record
from site_content.followers.copies import write as copy_write
from site_content.followers.copies.access import Access
from site_content.followers.copies.moments import Moments, moments
from site_content.items import link_resolver
from site_content.items.change import Change
from site_content.items.models import LogEntry
from site_content.pages import publishable_page
from site_content.publishing import log
from tests.walls.conftest import SEED, Twins
from tests.walls.differences import answers, asks, differences, report
from tests.walls.surface import addresses
from tests.walls.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("breaches")]
ACTS = ("versions_scheduled", "version_scheduled_before_an_edit", "pages_scheduled", "private_sections")
append, entry_of = log.append, copy_record.entry_of


@pytest.fixture(scope="module")
def small(unblocked: None, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Two small worlds, whole ones: what they lack in pages they gain in time."""
    folder = tmp_path_factory.mktemp("small")
    return Twins(build(folder / "alone", SEED, False, acts=()), build(folder / "beside", SEED, True, acts=ACTS))


def told(alone: World, beside: World) -> list[Any]:
    """Return what differs between two worlds."""
    twins = Twins(alone, beside)
    todo = list(asks(addresses(twins.paths, twins.ids, random.Random(SEED), 500)))
    return differences(answers(alone, todo), answers(beside, todo))


def test_with_all_walls_standing_nothing_differs(small: Twins) -> None:
    found = told(*small)
    assert found == [], report(found, SEED)


def every_write_takes_a_position(patch: pytest.MonkeyPatch) -> None:
    """What is scheduled moves the position that readers know."""
    patch.setattr(log, "append", lambda head, item, is_shown=True: append(head, item, True))


def versions_count_all(patch: pytest.MonkeyPatch) -> None:
    """A version counts what was only planned."""

    def newest_versions(content_ids: Any) -> dict[tuple[str, str], int]:
        lines = LogEntry.objects.filter(content_id__in=list(content_ids)).values_list("content_id")
        newest = dict(lines.annotate(newest=Max("version")))
        return {(str(key), audience): newest[key] for key in newest for audience in AUDIENCES}

    patch.setattr(log, "newest_versions", newest_versions)


def scheduled_rows_are_listed(patch: pytest.MonkeyPatch) -> None:
    """What is scheduled stands in lists, counts and facets."""
    patch.setattr(copy_record, "is_listed", lambda each: each.state == "live" and not each.type.startswith("~"))


def scheduled_rows_weigh_in_search(patch: pytest.MonkeyPatch) -> None:
    """What is scheduled is found by nobody, and yet makes its words less rare."""

    def weighing(change: Change) -> Entry | None:
        entry = entry_of(replace(change, slot="current"))
        return entry if entry is None or change.slot == "current" else replace(entry, live_from=change.live_from)

    patch.setattr(copy_write, "entry_of", weighing)


def links_show_what_staff_read(patch: pytest.MonkeyPatch) -> None:
    """A public page shows the titles and paths of staff pages."""
    patch.setattr(link_resolver, "readable_audiences", lambda audience: AUDIENCES)


def restrictions_close_nothing(patch: pytest.MonkeyPatch) -> None:
    """A page below a private section is public."""
    patch.setattr(publishable_page, "restriction_rings", lambda path: [])


@pytest.mark.parametrize(
    "breach",
    [
        every_write_takes_a_position,
        versions_count_all,
        scheduled_rows_are_listed,
        scheduled_rows_weigh_in_search,
        links_show_what_staff_read,
        restrictions_close_nothing,
    ],
)
def test_a_breach_of_publishing_shows(
    small: Twins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breach: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with monkeypatch.context() as patch:
        breach(patch)
        broken = build(tmp_path / "broken", SEED, True, acts=ACTS)
    assert told(small.alone, broken) != []


def headers_tell_of_the_next_change(patch: pytest.MonkeyPatch) -> None:
    """Cache-Control of a page shortens when a new version of it is to come."""

    def shortened(now: int, ends: int | None, change: int | None) -> Freshness:
        return freshness_of_one(now, min(filter(None, (ends, change)), default=None), change)

    patch.setattr(content, "freshness_of_one", shortened)


def lists_tell_the_newest_write(patch: pytest.MonkeyPatch) -> None:
    """Last-Modified of lists counts rows that no reader saw."""

    def all_moments(conn: Any, now: int, access: Access | None = None) -> Moments:
        last = conn.execute("SELECT max(written_at) FROM item").fetchone()[0]
        return moments(conn, now, access)._replace(last=last)

    for route in (items, search, changes_route):
        patch.setattr(route, "moments", all_moments)


@pytest.mark.parametrize("breach", [headers_tell_of_the_next_change, lists_tell_the_newest_write])
def test_a_breach_of_answering_shows(
    small: Twins, monkeypatch: pytest.MonkeyPatch, breach: Callable[[pytest.MonkeyPatch], None]
) -> None:
    breach(monkeypatch)
    assert told(*small) != []
