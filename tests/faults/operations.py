"""Two hundred things editors do, one after another, through the admin's own forms. Which, the dice say."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.site_content.publishing.admin_forms import Editor

MAX_PAGES = 40


class Hand:
    """One editor at work. ``do(number)`` does one thing, in the pages as they are then."""

    def __init__(self, seed: int) -> None:
        from django.contrib.auth import get_user_model

        self.seed = seed
        self.editor = Editor(get_user_model().objects.get(username="hand"))
        self.dice = random.Random()
        self.number = 0

    def do(self, number: int) -> str:
        """Do the thing of this number; return what it was. Raises AssertionError when the admin refuses."""
        # From the number, not from the last throw: a process that was killed threw more often than the next one knows.
        self.dice.seed(self.seed * 1_000 + number)
        self.number = number
        size = len(self.pages())
        if size < 8:
            return self.publish()
        choices: dict[Callable[[], str], int] = {
            self.publish: 0 if size > MAX_PAGES else 6, self.edit: 3, self.rename: 4, self.move: 4, self.withdraw: 3,
            self.publish_again: 3, self.delete: 1, self.schedule: 3, self.expire: 2, self.restrict: 2,
        }  # fmt: skip
        return self.dice.choices(list(choices), list(choices.values()))[0]()

    def pages(self, **where: Any) -> list[Any]:
        """Return the pages under both home pages."""
        from wagtail.models import Page

        return list(Page.objects.filter(depth__gt=2, **where).order_by("path"))

    def parent(self) -> Any:
        from wagtail.models import Page

        return self.dice.choice(Page.objects.filter(depth__in=[2, 3, 4]).order_by("path"))

    def page(self, **where: Any) -> Any:
        return self.dice.choice(self.pages(**where) or self.pages())

    def editable(self, **where: Any) -> Any:
        """Return a page that the form takes: one that is scheduled is locked until its time."""
        pages = [page for page in self.pages(**where) or self.pages() if page.get_lock() is None]
        return self.dice.choice(pages) if pages else self.page()

    def publish(self) -> str:
        parent, slug = self.parent(), f"page-{self.number}"
        self.editor.add(parent, f"Page {self.number}", slug)
        return f"publish {parent.url_path}{slug}"

    def edit(self) -> str:
        page = self.editable()
        self.editor.edit(page, f"Edited {self.number}", page.slug, summary=f"Words {self.number}")
        return f"edit {page.url_path}"

    def rename(self) -> str:
        page = self.editable()
        self.editor.edit(page, page.title, f"name-{self.number}")
        return f"rename {page.url_path} to name-{self.number}"

    def move(self) -> str:
        page = self.page()
        homes = [parent for parent in (self.parent() for _ in range(5)) if not parent.path.startswith(page.path)]
        parent = next((parent for parent in homes if parent.path != page.path[: -page.steplen]), None)
        if parent is None:
            return "move nothing"
        self.editor.move(page, parent)
        return f"move {page.url_path} under {parent.url_path}"

    def withdraw(self) -> str:
        page = self.page(live=True)
        if not page.live:
            return "withdraw nothing"
        ending = self.dice.choice([
            {"end_state": "gone"}, {"end_state": "withdrawn", "end_reason": f"Reason {self.number}"},
            {"end_state": "redirect", "end_redirect_url": "https://example.org/new"},
        ])  # fmt: skip
        if self.dice.random() < 0.3:
            ending["include_descendants"] = "on"
        self.editor.unpublish(page, **ending)
        return f"withdraw {page.url_path} {ending}"

    def publish_again(self) -> str:
        page = self.editable(live=False)
        self.editor.edit(page, page.title, page.slug)
        return f"publish again {page.url_path}"

    def delete(self) -> str:
        page = self.page()
        self.editor.delete(page)
        return f"delete {page.url_path}"

    def schedule(self) -> str:
        page = self.editable()
        slug = f"later-{self.number}" if self.dice.random() < 0.5 else page.slug
        self.editor.edit(page, f"Later {self.number}", slug, go_live_at=self.soon())
        return f"schedule {page.url_path} as {slug}"

    def expire(self) -> str:
        page = self.editable()
        self.editor.edit(page, page.title, page.slug, expire_at=self.soon())
        return f"expire {page.url_path}"

    def restrict(self) -> str:
        from wagtail.models import PageViewRestriction

        page = self.page()
        private = not PageViewRestriction.objects.filter(page=page).exists()
        self.editor.make_private(page, private)
        return f"{'close' if private else 'open'} {page.url_path}"

    def soon(self) -> str:
        """Return a moment one to four seconds from now, as the form says it."""
        from django.utils import timezone

        moment = timezone.localtime() + timedelta(seconds=self.dice.uniform(1, 4))
        return moment.strftime("%Y-%m-%d %H:%M:%S")
