"""A video by its address: nothing is asked of the provider until a reader plays it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

PROVIDERS = {
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "youtube-nocookie.com": "youtube",
    "vimeo.com": "vimeo",
}


class VideoValue(Schema):
    """A video's address, title and transcript."""

    url: str
    title: str
    provider: Literal["youtube", "vimeo", "other"]
    transcript_html: str


def provider_of(url: str) -> str | None:
    """Return ``youtube``, ``vimeo`` or ``other``, or None for what is not a web address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or any(mark in url for mark in ' \t\r\n\\<>"'):
        return None
    return next((name for end, name in PROVIDERS.items() if host == end or host.endswith(f".{end}")), "other")


def web_address(url: str) -> None:
    """Raise ValidationError unless ``url`` begins with http:// or https:// and names a host."""
    if provider_of(url) is None:
        raise ValidationError("Give the video's address, starting with https://")


class VideoBlock(BodyStruct):
    """A video elsewhere."""

    url = CharBlock(max_length=2_000, validators=[web_address], label="Address", help_text="YouTube, Vimeo or other")
    title = CharBlock(max_length=200, label="Title")
    transcript = text_block(
        required=False, max_length=50_000, label="Transcript", help_text="For people who cannot hear or play the video"
    )

    Value = VideoValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the video, or None when its address may not be published."""
        url = (value["url"] or "").strip()
        provider = provider_of(url)
        if provider is None:
            return None
        return {
            "url": url,
            "title": value["title"] or "",
            "provider": provider,
            "transcript_html": html_of(value["transcript"], resolver),
        }

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the title and the transcript."""
        yield from field_text(value["title"])
        yield from html_text(value["transcript_html"])

    class Meta:
        icon = "media"
        label = "Video"
        group = "Pictures and video"
        label_format = "{title}"
        description = "A video by its address, with a transcript."
        preview_value = {"url": "https://vimeo.com/1", "title": "How to use an inhaler", "transcript": ""}
