"""A view of a made-up audience, and the way tests publish a body through it."""

from typing import Any

from pydantic import TypeAdapter

from site_content.items.details import Role
from site_content.items.html import clean
from site_content.items.link_resolver import safe_url
from site_content.items.links import expand_links
from site_content.pages.blocks.body import Body, BodySerializer
from site_content.pages.blocks.stream import BodyStreamBlock

BODY = TypeAdapter(Body)
IDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(50)]


def image_json(name: str, alt: str, decorative: bool) -> dict[str, Any]:
    """Return an Image as the view makes it."""
    return {
        "alt": alt, "decorative": decorative, "width": 4, "height": 3, "url": f"/media/{name}.jpg", "credit": "",
        "sources": [],
    }  # fmt: skip


class MadeUpView:
    """Reads pages 1 to 9, images and files; page 13 and file 13 are not for this audience."""

    def cards(self, page_ids: list[int], kind: str = "card") -> list[dict[str, Any]]:
        return [card for page_id in page_ids if (card := self.card(page_id))]

    def card(self, page_id: int | None, kind: str = "card") -> dict[str, Any] | None:
        if page_id is None or page_id not in range(1, 10):
            return None
        return {"content_id": IDS[page_id], "title": f"Page {page_id}", "path": f"/page-{page_id}"}

    def html(self, source: str, inline: bool = False) -> str:
        return clean(expand_links(source, self), inline)

    def link(self, text: str = "", page_id: Any = None, file_id: Any = None, url: str = "") -> dict[str, Any]:
        card = self.card(page_id)
        if card:
            text = text or card["title"]
            return {"text": text, "url": card["path"], "content_id": card["content_id"], "external": False}
        file = self.file(file_id) if file_id else None
        address = file["url"] if file else url if page_id is None and file_id is None and safe_url(url) else None
        external = bool(address) and not str(address).startswith("/")
        return {"text": text or address or "", "url": address, "content_id": None, "external": external}

    def image(self, image: Any, alt: str = "", decorative: bool = False) -> dict[str, Any] | None:
        return None if image.title == "private" else image_json(image.title, alt, decorative)

    def file(self, file_id: int) -> dict[str, Any] | None:
        if file_id == 13:
            return None
        return {
            "title": f"File {file_id}", "url": f"/media/{file_id}.pdf", "filename": f"{file_id}.pdf",
            "extension": "pdf", "content_type": "application/pdf", "size_bytes": 1024, "pages": None,
        }  # fmt: skip


def publish(*blocks: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return what ``(type, raw value)`` blocks become, checked against the schema."""
    raw = [{"type": kind, "id": IDS[number], "value": value} for number, (kind, value) in enumerate(blocks)]
    body = BodySerializer().publish(BodyStreamBlock().to_python(raw), MadeUpView())  # type: ignore[arg-type]
    assert BODY.dump_python(BODY.validate_python(body), mode="json") == body
    return body


def value_of(kind: str, raw: Any) -> Any:
    """Return the published ``value`` of one block, or None when it is left out."""
    body = publish((kind, raw))
    return body[0]["value"] if body else None


def texts_of(kind: str, value: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the (role, text) pairs of one published value."""
    texts = BodySerializer().texts([{"type": kind, "value": value}], Role.BODY)
    return [(str(each[0]), each[1]) for each in texts]
