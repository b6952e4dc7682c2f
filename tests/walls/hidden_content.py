"""Hidden content: everything that editors may do of which the public learns nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from site_content.pages.content_page import ContentPage
from site_content.pages.types import AuthorPage, SectionPage, StandardPage, TopicPage
from tests.walls.stage import Stage, pinned

Act = Callable[[Stage], None]
# Later than any second that anybody asks at.
FAR = timedelta(days=40)
ACTS: dict[str, Act] = {}


def hidden(act: Act) -> Act:
    """Add an act to those that hidden worlds have. They come in any order."""
    ACTS[act.__name__] = act
    return act


def finish(stage: Stage) -> None:
    """Go on writing in pages that were public once."""
    for name in ("about-1", "blog-1"):
        if name in stage.pages and name not in stage.public:
            stage.edit(name, **new_version(stage, f"{name}, public once"), slug=stage.canaries.new(f"{name} slug"))


def prepare(stage: Stage) -> None:
    """Make what the others point at, before anything is public."""
    stage.picture("hidden picture", staff=True, **media_words(stage, "hidden picture"))
    stage.file("hidden file", staff=True, **media_words(stage, "hidden file"))
    # These lie where pictures for everybody lie: they are hidden because no public page shows them.
    stage.picture("picture to come", **media_words(stage, "picture to come"))
    stage.file("file to come", **media_words(stage, "file to come"))
    stage.canaries.targets = {"image": stage.media["picture to come"], "file": stage.media["file to come"]}
    author = add_hidden(stage, "hidden author", "staff home", AuthorPage)
    stage.canaries.targets |= {"page": author.pk, "author": author.pk}
    add_hidden(stage, "hidden staff", "staff home", StandardPage)
    add_hidden(stage, "hidden topic", "staff home", TopicPage)
    add_hidden(stage, "hidden draft", "home", TopicPage, live=False)
    add_hidden(stage, "hidden scheduled", "home", StandardPage, live=False)
    stage.schedule("hidden scheduled", FAR)
    private = add_hidden(stage, "hidden private", "home", SectionPage, live=False)
    private.view_restrictions.create(restriction_type="login")
    stage.edit("hidden private")


def media_words(stage: Stage, place: str) -> dict[str, Any]:
    words = {name: stage.canaries.new(f"{place}.{name}") for name in ("title", "file_name")}
    if "picture" in place:
        words |= {name: stage.canaries.new(f"{place}.{name}") for name in ("description", "credit", "camera")}
    return words


def add_hidden(stage: Stage, name: str, parent: str, kind: type[ContentPage], **how: Any) -> Any:
    """Add a hidden page with a canary in every field that an editor can fill."""
    fields = stage.canaries.fields_of(kind, f"{name} ({kind.__name__})")
    tags = [stage.canaries.new(f"{name} tag"), "winter"]
    more = {"show_in_menus": True, "tags": tags, "to_public": False}
    if "hidden picture" in stage.media:
        more |= {"lead_image_id": stage.media["picture to come"], "social_image_id": stage.media["hidden picture"]}
    return stage.add(name, parent, kind, **{**fields, **more, **how})


def new_version(stage: Stage, place: str) -> dict[str, Any]:
    """Return a new title and text for a version of a page that nobody may read yet."""
    word = stage.canaries.new
    block = {"type": "rich_text", "value": f"<p>{word(f'{place} body')} flu clinic</p>", "id": str(pinned(place))}
    return {
        "title": f"{word(f'{place} title')} clinic", "summary": word(f"{place} summary"), "body": json.dumps([block]),
        "change_note": word(f"{place} note"), "search_keywords": word(f"{place} keywords"),
    }  # fmt: skip


def some_public(stage: Stage) -> str:
    """Return a live public page that has a body."""
    names = [name for name in stage.public if not name.startswith(("guide-", "pointing"))]
    return stage.hidden_rng.choice(names)
