"""Several pictures that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock, ListBlock, StructBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import MAX_ITEMS, BodyStruct, field_text, picture_text
from site_content.pages.blocks.image import BodyImageBlock, PictureValue, to_image

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class GalleryValue(Schema):
    """Pictures in order."""

    title: str
    images: list[PictureValue]


class GalleryPictureBlock(StructBlock):
    """One picture of a gallery."""

    image = BodyImageBlock(label="Picture")
    caption = CharBlock(required=False, max_length=500, label="Caption")


class GalleryBlock(BodyStruct):
    """A picture gallery."""

    title = CharBlock(required=False, max_length=200, label="Title")
    images = ListBlock(GalleryPictureBlock(label="Picture"), min_num=1, max_num=MAX_ITEMS, label="Pictures")

    Value = GalleryValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"title", "images"}``, or None when no picture is left for this audience."""
        images = [
            {"image": image, "caption": picture["caption"] or ""}
            for picture in value["images"]
            if (image := to_image(picture["image"], resolver))
        ]
        return {"title": value["title"] or "", "images": images} if images else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the title, and each picture's alternative text and caption."""
        yield from field_text(value["title"])
        for picture in value["images"]:
            yield from picture_text(picture["image"]["alt"])
            yield from field_text(picture["caption"])

    class Meta:
        icon = "grid"
        label = "Picture gallery"
        group = "Pictures and video"
        label_format = "{title}"
        description = "Pictures that belong together."
