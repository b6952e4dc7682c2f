"""The parts of a guidance page: each with an address of its own, contents, and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.core.validators import RegexValidator
from django.utils.text import slugify
from wagtail.blocks import CharBlock, StreamBlock, StreamValue, StructBlock

from site_content.items.details import Line, Role
from site_content.items.schemas import ItemPath, Schema
from site_content.pages.blocks.body import Body, publish_body
from site_content.pages.blocks.stream import BlocksField, BodyStreamBlock

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

MAX_PARTS = 40
SLUG = RegexValidator(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use lowercase letters, digits and single hyphens.")


class ContentsLine(Schema):
    """A heading of a part."""

    text: str
    anchor: str
    level: int


class Neighbour(Schema):
    """The part before or after."""

    title: str
    path: ItemPath


class GuidancePart(Schema):
    """One part of the guidance."""

    title: Annotated[str, Line(None, Role.HEADINGS, opens="path")]
    slug: str
    path: ItemPath
    body: Annotated[Body, Line(None, Role.BODY)]
    contents: list[ContentsLine]
    previous: Neighbour | None
    next: Neighbour | None


class PartBlock(StructBlock):
    """A part as an editor writes it."""

    title = CharBlock(max_length=200, label="Title of the part")
    slug = CharBlock(
        required=False,
        max_length=100,
        validators=[SLUG],
        label="Address",
        help_text="End of the address, as in symptoms. Leave empty to make it from the title once",
    )
    body = BodyStreamBlock(required=False, label="Text")

    class Meta:
        icon = "doc-full"
        label = "Part"
        label_format = "{title}"


class PartsBlock(StreamBlock):
    """Parts in order, each with a different address."""

    part = PartBlock()

    def clean(self, value: StreamValue) -> StreamValue:
        """Give each part its address, so that a later change of title does not move it."""
        cleaned = super().clean(value)
        for child, slug in zip(cleaned, part_slugs(cleaned), strict=True):
            child.value["slug"] = slug
        return cleaned

    class Meta:
        max_num = MAX_PARTS


class PartsField(BlocksField):
    """A list of parts."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return the stream of parts."""
        return PartsBlock()


def part_slugs(parts: StreamValue) -> list[str]:
    """Return each part's slug, made from its title where it has none; a repeated one gets ``-2``, ``-3`` …"""
    slugs: list[str] = []
    for position, part in enumerate(parts, start=1):
        stem = slugify(part.value["slug"] or part.value["title"] or "")[:90].strip("-") or f"part-{position}"
        slug, number = stem, 1
        while slug in slugs:
            number += 1
            slug = f"{stem}-{number}"
        slugs.append(slug)
    return slugs


def publish_parts(parts: StreamValue, page_path: str, resolver: LinkResolver) -> list[dict[str, Any]]:
    """Return parts as JSON. The first part's path is the page's own.

    Anchors are unique over all parts, so that a reader may print the whole guide as one document.
    """
    anchors: set[str] = set()
    stem = page_path.rstrip("/")
    parts_json: list[dict[str, Any]] = []
    for part, slug in zip(parts, part_slugs(parts), strict=True):
        body = publish_body(part.value["body"], resolver, anchors)
        title = part.value["title"] or ""
        path = f"{stem}/{slug}" if parts_json else page_path
        contents = [block["value"] for block in body if block["type"] == "heading"]
        parts_json.append({"title": title, "slug": slug, "path": path, "body": body, "contents": contents})
    neighbours = [{"title": part["title"], "path": part["path"]} for part in parts_json]
    before, after = [None, *neighbours], [*neighbours[1:], None]
    return [{**part, "previous": before[place], "next": after[place]} for place, part in enumerate(parts_json)]
