"""One picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock
from wagtail.images.blocks import ImageBlock

from site_content.items.details import Role
from site_content.items.schemas import Image, Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text, picture_text

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class PictureValue(Schema):
    """A picture and what is said under it."""

    image: Image
    caption: str


class BodyImageBlock(ImageBlock):
    """Wagtail's image block, whose stored form may be null beside others that are not."""

    def bulk_to_python(self, values: Any) -> Any:
        """Return images from their stored forms."""
        empty = {"image": None, "decorative": False, "alt_text": ""}
        return super().bulk_to_python([empty if value is None else value for value in values])


def to_image(value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
    """Return an Image from an ImageBlock's value, or None when it is empty or not for this audience."""
    if value is None:
        return None
    return resolver.image(value, value.contextual_alt_text or "", bool(value.decorative))


class PictureBlock(BodyStruct):
    """A picture: with alternative text, or marked as decorative."""

    image = BodyImageBlock(label="Picture")
    caption = CharBlock(required=False, max_length=500, label="Caption")

    Value = PictureValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"image", "caption"}``, or None without an image this audience may see."""
        image = to_image(value["image"], resolver)
        return {"image": image, "caption": value["caption"] or ""} if image else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the alternative text and the caption."""
        yield from picture_text(value["image"]["alt"])
        yield from field_text(value["caption"])

    class Meta:
        icon = "image"
        label = "Picture"
        group = "Pictures and video"
        label_format = "{caption}"
        description = "A picture as wide as the text. Describe it for people who cannot see it."
