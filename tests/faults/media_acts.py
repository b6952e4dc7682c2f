"""An editor's acts that take a page's picture and file from the public, in a process of their own.

First prints, as one JSON line, act → the addresses of picture and file below ``/media/``. Then each line of standard
input is an act to do; it is answered with a JSON line: ``{"at", "new"}``, the second from which it holds and what takes
the place of the two, if anything does.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

ACTS = ("unpublish", "restrict", "restrict parent", "move to staff", "delete", "delete parent", "expire", "replace")
EXPIRY_SECONDS = 3


class Acts:
    """A page for each act, and what is done to it."""

    def __init__(self) -> None:
        from site_content.pages.types.section import SectionPage

        self.pages: dict[str, Any] = {}
        for act in ACTS:
            parent = self._home("public")
            if "parent" in act:
                parent = self._publish(parent, SectionPage(title=f"Above {act}"))
            self.pages[act] = self._publish(parent, self._pictured(act))

    def names(self, act: str) -> list[str]:
        """Return where the item says that picture and file are; nothing where there is no item."""
        from site_content.items.models import Item

        row = Item.objects.filter(key=f"page:{self.pages[act].pk}", slot="current", state="live").first()
        if row is None:
            return []
        body = json.loads(row.body)
        return [body["image"]["url"], body["details"]["body"][0]["value"]["url"]]

    def do(self, act: str) -> dict[str, Any]:
        """Do it; return the second from which it holds, and the new addresses, if there are any."""
        page = type(self.pages[act]).objects.get(pk=self.pages[act].pk)
        parent = page.get_parent()
        steps: dict[str, Callable[[], Any]] = {
            "unpublish": page.unpublish,
            "restrict": lambda: page.view_restrictions.create(restriction_type="login"),
            "restrict parent": lambda: parent.view_restrictions.create(restriction_type="login"),
            "move to staff": lambda: page.move(self._home("staff"), pos="last-child"),
            "delete": page.delete,
            "delete parent": parent.specific.delete,
            "expire": lambda: self._expire(page),
            "replace": lambda: self._replace(page),
        }
        steps[act]()
        at = page.expire_at.timestamp() if act == "expire" else time.time()
        return {"at": at, "new": self.names(act) if act == "replace" else []}

    def _home(self, audience: str) -> Any:
        from wagtail.models import Site

        return Site.objects.get(audience_row__audience=audience).root_page

    def _publish(self, parent: Any, page: Any) -> Any:
        parent.add_child(instance=page)
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def _pictured(self, title: str) -> Any:
        from site_content.pages.types.standard import StandardPage
        from tests.site_content.media.uploads import upload_file, upload_image

        # Bytes of its own, as a reader's caches know files by their names alone.
        image, file = upload_image(title=title), upload_file(title=title)
        return StandardPage(title=title, lead_image=image, body=[("file", {"file": file, "title": ""})])

    def _expire(self, page: Any) -> None:
        from django.utils import timezone

        page.expire_at = timezone.now() + timedelta(seconds=EXPIRY_SECONDS)
        page.save_revision().publish()

    def _replace(self, page: Any) -> None:
        from django.core.files.base import ContentFile
        from PIL import Image

        from tests.site_content.media.uploads import PDF

        out = BytesIO()
        Image.new("RGB", (50, 40), "blue").save(out, "PNG")
        image, file = page.lead_image, page.body[0].value["file"]
        image.file = ContentFile(out.getvalue(), name="new.png")
        image.save()
        file.file = ContentFile(PDF + b"%new", name="new.pdf")
        file.save()


def main() -> None:
    """Make the pages, then do as told."""
    import django

    django.setup()
    acts = Acts()
    print(json.dumps({act: acts.names(act) for act in ACTS}), flush=True)
    for line in sys.stdin:
        print(json.dumps(acts.do(line.strip())), flush=True)


if __name__ == "__main__":
    main()
