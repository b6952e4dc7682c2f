"""Blocks that point at pages, files and images: what they become when the target may be read, and when not."""

from typing import Any

import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from site_content.pages.blocks import BODY_BLOCKS
from tests.site_content.pages.blocks.views import IDS, MadeUpView, image_json, texts_of


def link(text: str = "", page: int | None = None, file: int | None = None, url: str = "") -> dict[str, Any]:
    """Return a link block's value as the editor's form gives it."""
    return {
        "text": text,
        "page": Page(pk=page) if page else None,
        "file": get_document_model()(pk=file, collection_id=1) if file else None,
        "url": url,
    }


def image(title: str, alt: str = "", decorative: bool = False) -> dict[str, Any]:
    """Return an image block's value as the editor's form gives it."""
    return {"image": get_image_model()(pk=1, title=title, collection_id=1), "alt_text": alt, "decorative": decorative}


def item(kind: str, value: Any) -> Any:
    """Return what a block makes of a value, checked against its schema."""
    block: Any = BODY_BLOCKS[kind]()
    made = block.to_item(block.normalize(value), MadeUpView())
    if made is not None:
        assert block.Value.model_validate(made).model_dump(mode="json") == made
    return made


SEVEN = {"text": "Page 7", "url": "/page-7", "content_id": IDS[7], "external": False}
CONTACT = {"name": "Quit", "html": "", "phone": "111", "email": "a@b.example", "opening_hours": "9 to 5"}


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (link(page=7), SEVEN),
        (link("Go", page=7), {**SEVEN, "text": "Go"}),
        (link("Go", page=13), {"text": "Go", "url": None, "content_id": None, "external": False}),
        (link("Get", file=2), {"text": "Get", "url": "/media/2.pdf", "content_id": None, "external": False}),
        (link("Get", file=13), {"text": "Get", "url": None, "content_id": None, "external": False}),
        (link("Ring", url="tel:111"), {"text": "Ring", "url": "tel:111", "content_id": None, "external": True}),
        (link("In", url="/a#b"), {"text": "In", "url": "/a#b", "content_id": None, "external": False}),
        (link("Bad", url="javascript:alert(1)"), {"text": "Bad", "url": None, "content_id": None, "external": False}),
        (link("Bad", url="//evil.example/"), {"text": "Bad", "url": None, "content_id": None, "external": False}),
    ],
)
def test_call_to_action(value: Any, made: Any) -> None:
    assert item("call_to_action", {"link": value}) == {"link": made}
    assert texts_of("call_to_action", {"link": made}) == [("body", made["text"])]


@pytest.mark.parametrize("value", [link(), link("Lost"), link(page=13)])
def test_a_link_with_nothing_to_show_is_left_out(value: Any) -> None:
    assert item("call_to_action", {"link": value}) is None


def test_contact() -> None:
    with_link = item("contact", {**CONTACT, "link": link(page=7)})
    assert with_link == {**CONTACT, "url": SEVEN}
    assert item("contact", {**CONTACT, "link": link()}) == {**CONTACT, "url": None}
    assert texts_of("contact", with_link) == [
        ("body", "Quit"), ("body", "111"), ("body", "a@b.example"), ("body", "9 to 5"),
    ]  # fmt: skip


def test_image() -> None:
    made = item("image", {"image": image("cat", "A cat"), "caption": "Tom"})
    assert made == {"image": image_json("cat", "A cat", False), "caption": "Tom"}
    assert texts_of("image", made) == [("minor", "A cat"), ("body", "Tom")]
    assert item("image", {"image": image("cat", "A cat", decorative=True), "caption": ""}) == {
        "image": image_json("cat", "", True),
        "caption": "",
    }
    assert item("image", {"image": image("private", "A face"), "caption": "Secret"}) is None


def test_gallery_leaves_out_what_this_audience_may_not_see() -> None:
    pictures = [{"image": image(name, name), "caption": ""} for name in ("cat", "private", "dog")]
    made = item("gallery", {"title": "Animals", "images": pictures})
    assert made == {
        "title": "Animals",
        "images": [{"image": image_json(name, name, False), "caption": ""} for name in ("cat", "dog")],
    }
    assert texts_of("gallery", made) == [("body", "Animals"), ("minor", "cat"), ("minor", "dog")]
    assert item("gallery", {"title": "Animals", "images": pictures[1:2]}) is None


def test_file() -> None:
    made = item("file", {"file": get_document_model()(pk=2, collection_id=1), "title": "", "pages": 3})
    assert made == {
        "title": "File 2", "url": "/media/2.pdf", "filename": "2.pdf", "extension": "pdf",
        "content_type": "application/pdf", "size_bytes": 1024, "pages": 3,
    }  # fmt: skip
    assert texts_of("file", made) == [("body", "File 2")]
    private = get_document_model()(pk=13, collection_id=1)
    assert item("file", {"file": private, "title": "Secret", "pages": None}) is None
    assert item("file", {"file": None, "title": "Deleted", "pages": None}) is None


def test_cards_fall_back_to_the_target_and_keep_their_words_without_it() -> None:
    made = item(
        "cards",
        {
            "title": "Services",
            "cards": [
                {"title": "", "summary": "Open", "link": link(page=7), "image": image("cat", "A cat")},
                {"title": "Staff only", "summary": "", "link": link(page=13), "image": None},
                {"title": "", "summary": "Nothing to say", "link": link(page=13), "image": None},
            ],
        },
    )
    nowhere = {"text": "Staff only", "url": None, "content_id": None, "external": False}
    assert made == {
        "title": "Services",
        "cards": [
            {"title": "Page 7", "summary": "Open", "link": SEVEN, "image": image_json("cat", "A cat", False)},
            {"title": "Staff only", "summary": "", "link": nowhere, "image": None},
        ],
    }
    words = ["Services", "Page 7", "Open", "Staff only"]
    assert texts_of("cards", made) == [("body", word) for word in words]
