"""Worlds for staff: the same content for everybody who is signed in, alone and with pages for a group among it.

A person in no group asks the staff API of the CMS, while the world's database is there: it is asked too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update

from site_content.accounts.models import begin, exchange
from site_content.audiences import AUDIENCES
from site_content.followers import engines
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource
from site_content.items.models import Item
from site_content.pages.content_page import TYPES
from site_content.pages.types import NewsPage, SectionPage, StandardPage, TopicPage
from site_content.publishing import schedule
from site_content.site import global_items
from tests.cms.api_calls import PUBLIC, STAFF, Asker, Got
from tests.walls.canaries import PADDING, Canaries
from tests.walls.differences import Ask, answers, asks
from tests.walls.public_content import site_words
from tests.walls.public_pages import guidance, sections, stories
from tests.walls.public_words import fields
from tests.walls.stage import START, Stage, body
from tests.walls.surface import addresses, plain_routes
from tests.walls.world import STEP, media_in

# Acts for the group come when there is something to be hidden beside, and until the end.
FIRST_HIDDEN = 12


@dataclass
class StaffWorld:
    """What a person in no group is answered (``found``), and a member of the group (``told``).

    ``paths`` and ``ids`` are of all items, theirs or not; ``asked`` is what was asked.
    """

    paths: list[str]
    ids: list[str]
    asked: list[Ask]
    found: dict[Ask, Got]
    told: dict[Ask, Got]


@dataclass
class _Asked:
    """Asks as one person, at the moment of the world."""

    token: str

    @contextmanager
    def asked(self) -> Iterator[Any]:
        asker = Asker(WSGIHandler())

        def ask(address: str, method: str = "GET", headers: dict[str, str] | None = None) -> Got:
            return asker(address, method, headers={**(headers or {}), "Authorization": f"Bearer {self.token}"})

        yield ask


def staff_addresses(paths: Sequence[str], ids: Sequence[str], seed: int, count: int) -> list[str]:
    """Return addresses of the staff API: all that the public API has, and those of its own."""
    shared = [each for each in addresses(paths, ids, random.Random(seed), count) if each.startswith(PUBLIC)]
    own = [each for each in plain_routes("cms.urls.cms") if each.startswith(STAFF) and "sign-" not in each]
    own += [f"{STAFF}/bookmarks/{key}" for key in ids]
    return list(dict.fromkeys((*own, *(each.replace(PUBLIC, STAFF, 1) for each in shared))))


def build(folder: Path, seed: int, beside: bool, count: int = 0, asked: Sequence[Ask] = ()) -> StaffWorld:
    """Publish a world and ask it: what another was asked, or ``count`` addresses."""
    schedule._failed.clear()
    global_items._noted.clear()
    engines.forget()
    folder.mkdir(parents=True)
    copies = {audience: folder / f"{audience}.sqlite3" for audience in AUDIENCES}
    with (
        override_settings(**media_in(folder), COPY_FILES=copies),
        time_machine.travel(START, tick=False) as clock,
        disable_reference_index_auto_update(),
        transaction.atomic(),
    ):
        followers = [CopyFollower(file, audience, DatabaseSource(audience)) for audience, file in copies.items()]
        people = [get_user_model().objects.create_user(name, password="x") for name in ("reader", "member")]
        group = Group.objects.create(pk=10_000, name="Board")
        people[1].groups.add(group)
        stage = Stage(seed, clock, Canaries(), beside, follow=lambda: [each.catch_up() for each in followers])
        _play(stage, group)
        stage.follow()
        rows = Item.objects.exclude(path__startswith="~")
        paths, ids = sorted({row.path for row in rows}), sorted({str(row.content_id) for row in rows})
        todo = [*asked] or list(asks(staff_addresses(paths, ids, seed, count)))
        found, told = (answers(_Asked(each), todo) if each else {} for each in _tokens(people, beside))
        for follower in followers:
            follower.close()
        transaction.set_rollback(True)
    return StaffWorld(paths, ids, todo, found, told)


def _tokens(people: list[Any], beside: bool) -> list[str]:
    """Return a token for each; where there is nothing for the group, none for its member."""
    return [exchange(begin(person)).token if number == 0 or beside else "" for number, person in enumerate(people)]


def _play(stage: Stage, group: Group) -> None:
    """Do the acts of everybody at the same moments in every world, and those for the group between them."""
    moment, number, names = START, 0, sorted(ACTS)
    for _ in _acts(stage):
        stage.settle()
        number, moment = number + 1, moment + STEP
        if stage.is_beside and number >= FIRST_HIDDEN and names:
            stage.at(moment - STEP / 2)
            ACTS[names.pop(0)](stage, group)
            stage.settle()
        stage.at(moment)
    assert not (stage.is_beside and names), f"not played: {names}"
    stage.at(moment + STEP)


def _acts(stage: Stage) -> Iterator[None]:
    for acts in (sections, stories, guidance, site_words):
        yield from acts(stage)
    stage.add("wards", "staff home", SectionPage, **fields(stage, "wards", "Wards"), show_in_menus=True)
    yield
    for number in range(4):
        name = f"rota-{number}"
        stage.add(name, "wards", NewsPage if number % 2 else StandardPage, **fields(stage, name), tags=["Winter"])
        yield
    # What everybody reads may point at what is for the group.
    target = stage.key_of("board blog")
    link = ("rich_text", f'<p>See <a linktype="page" id="{target}">the minutes</a></p>')
    pointing = fields(stage, "pointing") | {"body": body("pointing", link)}
    stage.add("pointing", "wards", StandardPage, **pointing, related=stage.targets("board blog", "rota-1"))
    yield


def _section(stage: Stage, group: Group) -> None:
    """Close a section to all but the group before it is published, with a page of every type in it."""
    section = _hidden(stage, "board", "staff home", SectionPage, live=False)
    section.view_restrictions.create(restriction_type="groups").groups.add(group)
    stage.edit("board")
    for name, kind in TYPES.items():
        if name != "home":
            _hidden(stage, f"board {name}", "board", kind)


def _told_of_topics(stage: Stage, group: Group) -> None:
    """Publish for the group about topics of everybody, with words that theirs have."""
    topics = stage.targets("topic flu")
    for number in range(3):
        _hidden(stage, f"board about {number}", "board", NewsPage, topics=topics, title=f"{PADDING} {number}")


def _edited(stage: Stage, group: Group) -> None:
    """Go on writing, and end pages, within the group."""
    for _ in range(3):
        stage.edit("board news", title=f"{stage.canaries.new('edited')} clinic")
    stage.page("board standard").unpublish()
    stage.page("board guidance").delete()
    stage.page("board news").move(stage.page("board section"), pos="last-child")
    stage.settle()


def _named_by_all(stage: Stage, group: Group) -> None:
    """Publish one more topic in the group: no page of everybody has it."""
    _hidden(stage, "board topic 2", "board", TopicPage)


def _hidden(stage: Stage, name: str, parent: str, kind: Any, **how: Any) -> Any:
    values = stage.canaries.fields_of(kind, f"{name} ({kind.__name__})")
    return stage.add(
        name, parent, kind, **{**values, "show_in_menus": True, "tags": ["winter"], "to_public": False, **how}
    )


ACTS = {"1 section": _section, "2 topics": _told_of_topics, "3 edits": _edited, "4 topic": _named_by_all}
