"""The stage of one world: pages, pictures and files as editors make them, with ids that two worlds share."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import time_machine
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Page, Site

from site_content.media.models import SiteFile, SiteImage
from site_content.pages.content_page import ContentPage
from site_content.pages.types import StandardPage
from site_content.publishing.refresh import drain
from site_content.publishing.schedule import promote_due
from site_content.site.global_items import follow_alerts
from tests.site_content.media.uploads import PDF, collection
from tests.walls.canaries import Canaries

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# What never is: links to hidden things lead to this where nothing is hidden, as to a page that somebody deleted.
NOWHERE = 987_654_321
_SPACE = uuid.UUID("2f2c2a52-3a7f-4f56-9a08-5c1f0a3c7d11")


def pinned(name: str) -> uuid.UUID:
    """Return an id that is the same in every world."""
    return uuid.uuid5(_SPACE, name)


@dataclass
class Stage:
    """One world in the making. ``public`` holds the names of live public pages, ``hidden`` those of hidden ones."""

    seed: int
    clock: time_machine.Traveller
    canaries: Canaries
    is_beside: bool
    is_small: bool = False
    follow: Callable[[], object] = lambda: None
    pages: dict[str, int] = field(default_factory=dict)
    public: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    media: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Two lotteries: what is hidden takes no number from what is public.
        self.rng, self.hidden_rng = random.Random(self.seed), random.Random(f"hidden {self.seed}")
        self.now = START
        drain()
        for audience in ("public", "staff"):
            site = Site.objects.get(audience_row__audience=audience)
            page = site.root_page.specific
            # The first migration gives each database other ids.
            page.content_id, page.translation_key = pinned(audience), pinned(f"{audience} key")
            page.first_published_at = page.last_published_at = START
            page.save()
            self.pages["home" if audience == "public" else "staff home"] = page.pk
        self.settle()

    def at(self, moment: datetime) -> None:
        """Set the clock, and do what the worker does then; whoever follows the log follows."""
        self.now = moment
        self.clock.move_to(moment)
        self.settle()
        self.follow()

    def settle(self) -> None:
        """Do what the worker does: promotions, alerts that begin or end, refreshes."""
        promote_due()
        follow_alerts()
        drain()

    def page(self, name: str) -> Any:
        """Return a page as it stands in the database."""
        return Page.objects.get(pk=self.pages[name]).specific

    def add(self, name: str, parent: str, kind: type[ContentPage] = StandardPage, **fields: Any) -> Any:
        """Add a page and publish it; ``live=False`` leaves it a draft, ``to_public=False`` says it is hidden."""
        live, is_public = fields.pop("live", True), fields.pop("to_public", True)
        tags, pos = fields.pop("tags", ()), fields.pop("pos", "last-child")
        many = {key: fields.pop(key) for key in ("topics", "related") if key in fields}
        page = kind(live=False, content_id=pinned(name), translation_key=pinned(f"{name} key"), **fields)
        above = Page.objects.get(pk=self.pages[parent])
        first = above.get_first_child() if pos == "first" else None
        page = first.add_sibling(pos="left", instance=page) if first is not None else above.add_child(instance=page)
        page = Page.objects.get(pk=page.pk).specific
        for key, targets in many.items():
            setattr(page, key, targets)
        page.tags.add(*tags)
        self.pages[name] = page.pk
        (self.public if is_public and live else self.hidden).append(name)
        revision = page.save_revision()
        if live:
            revision.publish()
        drain()
        return self.page(name)

    def edit(self, name: str, publish: bool = True, **fields: Any) -> Any:
        """Change fields of a page as it is live and publish it, or leave that as a draft."""
        page = self.page(name)
        for key, value in fields.items():
            setattr(page, key, value)
        revision = page.save_revision()
        if publish:
            revision.publish()
        drain()
        return self.page(name)

    def schedule(self, name: str, after: timedelta, **fields: Any) -> Any:
        """Publish a version of a page that goes live later."""
        return self.edit(name, go_live_at=self.now + after, **fields)

    def cancel(self, name: str) -> None:
        """Take a page's schedule away, as the admin does."""
        revision = self.page(name).scheduled_revision
        if revision is not None:
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
        drain()

    def targets(self, *names: str) -> list[Any]:
        """Return those of the named pages that this world has."""
        return [self.page(name) for name in names if name in self.pages]

    def key_of(self, name: str) -> int:
        """Return the key of a page, or of none where this world does not have it."""
        return self.pages.get(name, NOWHERE)

    def picture(self, name: str, staff: bool = False, key: int | None = None, **fields: Any) -> Any:
        """Upload a picture with the words of a camera in it. ``key`` is in its public address."""
        words = fields.pop("camera", name)
        exif = Image.Exif()
        exif[0x010E] = exif[0x013B] = exif[0x8298] = words
        out, colour = BytesIO(), tuple(random.Random(name).randrange(256) for _ in range(3))
        Image.new("RGB", (96, 64), colour).save(out, "JPEG", exif=exif, comment=words.encode())
        upload = ContentFile(out.getvalue(), name=f"{fields.pop('file_name', name)}.jpg")
        image = SiteImage(pk=key, file=upload, collection=collection(staff), **{"title": name, **fields})
        image.save()
        self.media[name] = image.pk
        drain()
        return image

    def file(self, name: str, staff: bool = False, key: int | None = None, **fields: Any) -> Any:
        """Upload a file that says its name."""
        upload = ContentFile(PDF + f"% {name}\n".encode(), name=f"{fields.pop('file_name', name)}.pdf")
        file = SiteFile(pk=key, file=upload, collection=collection(staff), **{"title": name, **fields})
        file.save()
        self.media[name] = file.pk
        drain()
        return file


def body(name: str, *blocks: tuple[str, Any]) -> str:
    """Return a body as it is stored, whose blocks have ids that worlds share."""
    made = [
        {"type": kind, "value": value, "id": str(pinned(f"{name} {number}"))}
        for number, (kind, value) in enumerate(blocks)
    ]
    return json.dumps(made)
