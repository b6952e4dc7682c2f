"""An editor's mass work, and another editor beside it, each in a process of its own.

``python -m tests.faults.mass_work mass <pages>`` first makes a section of so many pages; ``... second`` makes one page.
Each prints a JSON line when it is ready. Then each line of standard input is something to do, answered with a JSON line
``{"seconds"}``: how long the request took. ``mass`` knows ``restrict``, ``open``, ``move`` and ``back``; ``second``
knows ``save``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

BUSY = "Busy"


class MassWork:
    """A section of many pages, and what is done to all of them at once."""

    def __init__(self, count: int) -> None:
        from wagtail.models import Page

        from site_content.pages.types.section import SectionPage
        from site_content.pages.types.standard import StandardPage
        from site_content.publishing.refresh import drain
        from site_content.publishing.signals import drain_postponed

        with drain_postponed():
            section = _home().add_child(instance=SectionPage(title=BUSY, slug="busy"))
            _home().add_child(instance=SectionPage(title="Other", slug="other-place"))
            for number in range(count):
                page = StandardPage(title=f"Busy page {number}", summary=f"What page {number} says.")
                Page.objects.get(pk=section.pk).add_child(instance=page)
        drain()
        self._key = section.pk

    def do(self, act: str) -> None:
        """Do one thing, as a request to the admin does: in one transaction; what follows the commit is within it."""
        from django.db import transaction
        from wagtail.models import Page

        page = Page.objects.get(pk=self._key).specific
        other = Page.objects.get(url_path__endswith="/other-place/")
        steps: dict[str, Callable[[], Any]] = {
            "restrict": lambda: page.view_restrictions.create(restriction_type="login"),
            "open": lambda: [row.delete() for row in page.view_restrictions.all()],
            "move": lambda: page.move(other, pos="last-child"),
            "back": lambda: page.move(_home(), pos="last-child"),
        }
        with transaction.atomic():
            steps[act]()


class SecondEditor:
    """Somebody who corrects a page of their own."""

    def __init__(self) -> None:
        from site_content.pages.types.standard import StandardPage

        self._page = _home().add_child(instance=StandardPage(title="Second editor's", slug="second"))
        self._count = 0

    def do(self, act: str) -> None:
        """Save and publish the page."""
        from django.db import transaction

        assert act == "save"
        self._count += 1
        with transaction.atomic():
            page = type(self._page).objects.get(pk=self._page.pk)
            page.title = f"Second editor's, correction {self._count}"
            page.save_revision().publish()


def _home() -> Any:
    from wagtail.models import Site

    return Site.objects.get(audience_row__audience="public").root_page


def main(role: str, *arguments: str) -> None:
    """Make what is needed, then do as told."""
    import django

    django.setup()
    editor = MassWork(int(arguments[0])) if role == "mass" else SecondEditor()
    print(json.dumps({"seconds": 0}), flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        editor.do(line.strip())
        print(json.dumps({"seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
