"""A file to download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock, IntegerBlock
from wagtail.documents.blocks import DocumentChooserBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class FileValue(Schema):
    """A file, and what readers are told before they download it. ``size_bytes`` is in bytes."""

    title: str
    url: str
    filename: str
    extension: str
    content_type: str
    size_bytes: int
    pages: int | None


class FileBlock(BodyStruct):
    """A download."""

    file = DocumentChooserBlock(label="File")
    title = CharBlock(
        required=False, max_length=200, label="Title", help_text="Leave empty to use the file's own title"
    )
    pages = IntegerBlock(required=False, min_value=1, max_value=100_000, label="Number of pages")

    Value = FileValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the file, or None when it is deleted or not for this audience."""
        file = value["file"]
        file_json = resolver.file(file.pk) if file is not None else None
        if file_json is None:
            return None
        keys = ("url", "filename", "extension", "content_type", "size_bytes")
        return {
            "title": value["title"] or file_json["title"],
            **{key: file_json[key] for key in keys},
            "pages": value["pages"] or file_json.get("pages"),
        }

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the title."""
        yield from field_text(value["title"])

    class Meta:
        icon = "download"
        label = "File to download"
        group = "Links and files"
        label_format = "{title}"
        description = "A download with its type, size and number of pages. A web page serves more people than a PDF."
