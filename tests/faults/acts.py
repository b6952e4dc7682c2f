"""An editor's acts that take a page, its picture and its file from the public, in a process of their own.

First prints, as one JSON line, act → what its page is to readers: ``{"path", "content_id", "word", "topic", "author",
"media"}``. Then each line of standard input is an act to do; it is answered with a JSON line: ``{"at", "new"}``, the
second from which it holds and the media that take the place of the old, if any do.
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


def word_of(act: str) -> str:
    """Return a word that stands in the title of an act's page and is in no other's."""
    return f"Quokka{act.replace(' ', '')}end"


class Acts:
    """A page for each act, with a topic and an author of its own, and what is done to it."""

    def __init__(self) -> None:
        from site_content.pages.types.author import AuthorPage
        from site_content.pages.types.section import SectionPage
        from site_content.pages.types.topic import TopicPage

        self.pages: dict[str, Any] = {}
        self._around: dict[str, tuple[Any, Any]] = {}
        for number, act in enumerate(ACTS):
            home = self._home("public")
            topic = self._publish(home, TopicPage(title=f"Topic {number}"))
            author = self._publish(self._home("public"), AuthorPage(title=f"Author {number}"))
            parent = self._home("public")
            if "parent" in act:
                parent = self._publish(parent, SectionPage(title=f"Above {act}", show_in_menus=True))
            self.pages[act] = self._publish(parent, self._blog_story(act), topic, author)
            self._around[act] = (topic, author)

    def page(self, act: str) -> dict[str, Any]:
        """Return what an act's page is to readers."""
        from site_content.items.models import Item

        row = Item.objects.get(key=f"page:{self.pages[act].pk}", slot="current", state="live")
        topic, author = self._around[act]
        return {
            "path": row.path, "content_id": str(row.content_id), "word": word_of(act), "topic": topic.slug,
            "author": author.slug, "media": self.names(act),
        }  # fmt: skip

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

    def _publish(self, parent: Any, page: Any, topic: Any = None, author: Any = None) -> Any:
        parent.add_child(instance=page)
        if topic is not None:
            page.topics = [topic]
            page.authors = [("author", author)]
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def _blog_story(self, act: str) -> Any:
        from site_content.pages.types.blog import BlogPage
        from tests.site_content.media.uploads import upload_file, upload_image

        # Bytes of its own, as a reader's caches know files by their names alone.
        image, file = upload_image(title=act), upload_file(title=act)
        title = f"{word_of(act)} in the town"
        body = [("file", {"file": file, "title": ""})]
        return BlogPage(title=title, slug=word_of(act).lower(), lead_image=image, body=body, show_in_menus=True)

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
    print(json.dumps({act: acts.page(act) for act in ACTS}), flush=True)
    for line in sys.stdin:
        print(json.dumps(acts.do(line.strip())), flush=True)


if __name__ == "__main__":
    main()
