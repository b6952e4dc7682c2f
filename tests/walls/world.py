"""Worlds: content published into a fresh database, and the copies and media that readers are answered from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.api.reader import reader_for
from cms.delivery.front import Front
from site_content.audiences import AUDIENCES
from site_content.followers import engines
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource
from site_content.items.models import Item, Refresh
from site_content.media.files import published_name
from site_content.media.models import SiteFile
from site_content.pages.content_page import ContentPage
from site_content.publishing import closures, schedule
from site_content.site import global_items
from tests.cms.api_calls import Asker, Got
from tests.cms.conftest import DELIVERY_MIDDLEWARE
from tests.walls import hidden_pages, hidden_words
from tests.walls.canaries import Canaries, planted
from tests.walls.hidden_content import ACTS, finish, prepare
from tests.walls.public_content import public_acts
from tests.walls.stage import START, Stage

DELIVERY = {
    "ROOT_URLCONF": "cms.urls.delivery", "MIDDLEWARE": DELIVERY_MIDDLEWARE, "STATIC_ROOT": None,
    "WHITENOISE_USE_FINDERS": False, "SECURE_CROSS_ORIGIN_OPENER_POLICY": None,
}  # fmt: skip
STEP = timedelta(minutes=10)
# Hidden acts begin when there is something public to be hidden beside.
FIRST_HIDDEN = 12
# Their acts are in ACTS once they are imported.
HIDDEN = (hidden_pages, hidden_words)


@dataclass
class World:
    """A published world. Readers ask at ``asked_at``; ``paths`` and ``ids`` are of all its pages.

    ``planted`` holds the columns of the database in which a canary stood, ``media`` what a stranger is told of media.
    """

    folder: Path
    asked_at: datetime
    canaries: Canaries
    paths: list[str]
    ids: list[str]
    public_paths: list[str]
    elasticsearch: dict[str, str]
    planted: set[str]
    media: dict[str, Got]

    @contextmanager
    def asked(self) -> Iterator[Asker]:
        """Answer as the public process does, at the moment of the world."""
        copies = {"public": self.folder / "public.sqlite3"}
        with (
            override_settings(**DELIVERY, COPY_FILES=copies, **self.elasticsearch),
            time_machine.travel(self.asked_at, tick=False),
        ):
            yield Asker(Front(WSGIHandler(), reader_for("public"), 8 * 1024 * 1024))


def media_in(folder: Path) -> dict[str, Any]:
    """Return the settings of a world's media."""
    return {"MEDIA_ROOT": str(folder / "media")}


def media_answers(folder: Path) -> dict[str, Got]:
    """Return what the CMS, which has the media, answers a stranger about each that the world keeps, public or not.

    Asked before the database forgets the world: the CMS looks there as well.
    """
    copies = {audience: folder / f"{audience}.sqlite3" for audience in AUDIENCES}
    stored = [str(path.relative_to(folder / "media")) for path in (folder / "media").rglob("*") if path.is_file()]
    names = [*stored, *map(published_name, SiteFile.objects.all())]
    names += [medium["name"] for item in Item.objects.all() for medium in item.media]
    addresses = [f"/{root}/{quote(name)}" for name in names for root in ("media", "staff-media", "admin/media")]
    with override_settings(COPY_FILES=copies, **media_in(folder)):
        ask = Asker(WSGIHandler())
        return {address: ask(address) for address in dict.fromkeys(addresses)}


def build(
    folder: Path,
    seed: int,
    beside: bool,
    elasticsearch: dict[str, str] | None = None,
    acts: Sequence[str] | None = None,
) -> World:
    """Publish a world, ``beside``: with hidden content among it. The database is as before afterwards.

    With ``acts`` it is a small one, in which only these hidden acts are done.
    """
    shutil.rmtree(folder, ignore_errors=True)
    schedule._failed.clear()
    global_items._noted.clear()
    engines.forget()
    elasticsearch = elasticsearch or {}
    with (
        override_settings(**media_in(folder), **elasticsearch),
        time_machine.travel(START, tick=False) as clock,
        # Wagtail's own notes of who refers to whom take a third of the time, and nothing public is made from them.
        disable_reference_index_auto_update(),
        # Sections are small here: closures must tell no more than what they close does.
        patch.object(closures, "FEW", 1),
        transaction.atomic(),
    ):
        followers = [
            CopyFollower(folder / f"{audience}.sqlite3", audience, DatabaseSource(audience)) for audience in AUDIENCES
        ]

        def follow() -> None:
            for follower in followers:
                follower.catch_up()

        # Copies of odd seeds follow act by act, those of even ones are built at the end.
        stage = Stage(seed, clock, Canaries(), beside, acts is not None, follow if seed % 2 else lambda: None)
        play(stage, sorted(ACTS) if acts is None else [*acts])
        failed = list(Refresh.objects.exclude(error="").values_list("key", "error"))
        assert failed == []
        follow()
        for follower in followers:
            follower.close()
        if elasticsearch:
            index_everything()
        world = World(
            folder, stage.now, stage.canaries, *addresses(stage), elasticsearch, planted(), media_answers(folder)
        )
        transaction.set_rollback(True)
    return world


def play(stage: Stage, names: list[str]) -> None:
    """Do all public acts at the same moments in every world, and the hidden ones between them."""
    if stage.is_beside:
        prepare(stage)
    stage.hidden_rng.shuffle(names)
    moment, number = START, 0
    for _ in public_acts(stage):
        stage.settle()
        number, moment = number + 1, moment + STEP
        if stage.is_beside and number >= FIRST_HIDDEN and len(names) > 1:
            stage.at(moment - STEP / 2)
            ACTS[names.pop()](stage)
            stage.settle()
        stage.at(moment)
    stage.at(moment + STEP / 2)
    if stage.is_beside:
        assert len(names) < 2, f"not played: {names}"
        # One act comes after all public ones: the newest write is nothing that readers know.
        for name in names:
            ACTS[name](stage)
        finish(stage)
    stage.at(moment + STEP)


def index_everything() -> None:
    """Bring the indexes of Elasticsearch to the log's head."""
    from site_content.followers.indexes.configured import configured_indexes
    from site_content.followers.indexes.follow import IndexFollower

    for audience, index in configured_indexes().items():
        follower = IndexFollower(index, audience)
        follower.catch_up()
        index.refresh()
        follower.close()


def addresses(stage: Stage) -> tuple[list[str], list[str], list[str]]:
    """Return the paths and ids of all that the world has, and the paths that the public knows."""
    rows = Item.objects.exclude(path__startswith="~")
    paths = {path for row in rows for path in (row.path, *row.part_paths)}
    paths |= {
        f"/{path}" for _, _, path in (page.url_path.strip("/").partition("/") for page in ContentPage.objects.all())
    }
    ids = {str(key) for key in ContentPage.objects.values_list("content_id", flat=True)}
    ids |= {str(row.content_id) for row in rows}
    public = {
        path
        for row in rows.filter(audience="public", slot="current").exclude(state="removed")
        for path in (row.path, *row.part_paths)
    }
    return sorted(paths), sorted(ids), sorted(public)
