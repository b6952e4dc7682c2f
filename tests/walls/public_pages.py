"""Public pages: the sections, topics, authors, stories and guidance that both worlds publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_content.pages.types import AuthorPage, BlogPage, GuidancePage, NewsPage, SectionPage, TopicPage
from tests.walls.canaries import STEM
from tests.walls.public_words import TAGS, TOPICS, fields, text, words
from tests.walls.stage import Stage, body, pinned


def sections(stage: Stage) -> Iterator[None]:
    """Add the sections, topics and authors."""
    for name, listed in (("news", "news"), ("blog", "blog"), ("guidance", ""), ("topics", ""), ("authors", "")):
        stage.add(
            name, "home", SectionPage, **fields(stage, name, name.title()), listing_type=listed, show_in_menus=True
        )
        yield
    for title in TOPICS:
        slug = title.lower().replace(" ", "-")
        stage.add(f"topic {slug}", "topics", TopicPage, **fields(stage, slug, title))
        yield
    for title in ("Ann Clarke", "Bilal Khan"):
        slug = title.lower().replace(" ", "-")
        more = {"role": "Nurse", "organisation": "Headland"}
        stage.add(f"author {slug}", "authors", AuthorPage, **fields(stage, slug, title), **more)
        yield


def stories(stage: Stage) -> Iterator[None]:
    """Add news and stories with topics, tags, authors, a picture and a file."""
    topics = [name for name in stage.public if name.startswith("topic ")]
    authors = [name for name in stage.public if name.startswith("author ")]
    for number in range(7):
        name = f"news-{number}"
        about = stage.targets(*stage.rng.sample(topics, stage.rng.randrange(3)))
        stage.add(name, "news", NewsPage, **fields(stage, name), topics=about, tags=stage.rng.sample(TAGS, 1))
        yield
    # What a camera wrote, and how editors find a picture again, is public in neither world.
    secret: dict[str, Any] = {"camera": f"{STEM}9998", "title": f"{STEM}9999", "file_name": "lighthouse"}
    stage.picture("lighthouse", key=10_000, description="A lighthouse", credit="Ann", **secret)
    stage.file("leaflet", key=10_000)
    yield
    for number in range(2):
        name = f"blog-{number}"
        by = json.dumps([{"type": "author", "value": stage.pages[stage.rng.choice(authors)], "id": str(pinned(name))}])
        about = stage.targets(stage.rng.choice(topics))
        stage.add(
            name, "blog", BlogPage, **{**fields(stage, name), "body": pictured(stage, name)}, authors=by, topics=about,
            series="Winter", tags=["Winter"], lead_image_id=stage.media["lighthouse"],
        )  # fmt: skip
        yield


def pictured(stage: Stage, name: str) -> str:
    """Return a body with a picture and a file."""
    image = {"image": stage.media["lighthouse"], "decorative": False, "alt_text": "Light"}
    return body(
        name,
        ("rich_text", f"<p>{words(stage, 20)}</p>"),
        ("image", {"image": image, "caption": "By the sea"}),
        ("file", {"file": stage.media["leaflet"], "title": "", "pages": None}),
    )


def guidance(stage: Stage) -> Iterator[None]:
    """Add guidance in parts and pages below pages."""
    for number in range(2):
        name = f"guide-{number}"
        parts = [
            (
                "part",
                {"title": f"Part {part}", "slug": f"part-{part}", "body": json.loads(text(stage, f"{name}{part}"))},
            )
            for part in range(3)
        ]
        common = fields(stage, name)
        common["parts"] = body(f"{name} parts", *parts)
        del common["body"]
        topic = stage.targets("topic flu") if number else []
        stage.add(name, "guidance", GuidancePage, **common, topics=topic, intro=f"<p>{words(stage, 9)}</p>")
        yield
    stage.add("about", "home", **fields(stage, "about", "About us"), show_in_menus=True)
    yield
    for number in range(2):
        stage.add(f"about-{number}", "about", **fields(stage, f"about-{number}"))
        yield
