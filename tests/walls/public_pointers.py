"""Public pages that point at hidden ones, in every way there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_content.pages.types import BlogPage
from tests.site_content.publishing.test_no_leak import raw_links
from tests.walls.public_words import fields, text
from tests.walls.stage import NOWHERE, Stage, body, pinned

# Hidden pages that public ones point at, in every way there is.
POINTED_AT = ("hidden topic", "hidden draft", "hidden private", "hidden staff", "hidden author", "hidden scheduled")


def pointers(stage: Stage) -> Iterator[None]:
    """Add pages that point at hidden ones in every way: a reader sees no difference to pointing at nothing."""
    hidden = [type("Target", (), {"pk": stage.key_of(name)}) for name in POINTED_AT]
    file = type("Target", (), {"pk": stage.media.get("hidden file", NOWHERE)})
    image = type("Target", (), {"pk": stage.media.get("hidden picture", NOWHERE)})
    links = [(each["type"], each["value"]) for target in hidden for each in raw_links(target, file, image)]
    # A text of its own stays where its target is hidden: that is the public page's, and nothing can stand for it here.
    links = [(kind, wordless(value)) for kind, value in links if kind != "call_to_action" or not value["link"]["text"]]
    common = {**fields(stage, "pointing", "Pointing"), "body": body("pointing", *links)}
    by = [{"type": "author", "value": stage.key_of("hidden author"), "id": str(pinned("by"))}]
    more: dict[str, Any] = {"topics": stage.targets("topic flu", "hidden topic"), "related": stage.targets(*POINTED_AT)}
    if stage.is_beside:
        more["lead_image_id"] = more["social_image_id"] = stage.media["hidden picture"]
    stage.add("pointing", "blog", BlogPage, **common, **more, authors=json.dumps(by))
    yield
    featured = [{"type": "page", "value": stage.key_of(name), "id": str(pinned(name))} for name in POINTED_AT]
    stage.edit("home", featured=json.dumps(featured), hero_title="Welcome", body=text(stage, "home"))
    yield


def wordless(value: Any) -> Any:
    """Return a block's value without the cards that have words of their own."""
    if not isinstance(value, dict) or "cards" not in value:
        return value
    return {**value, "cards": [card for card in value["cards"] if not card["title"]]}
