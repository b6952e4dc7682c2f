"""What a public item may say of what the public may not read: nothing but the words its editor wrote."""

import json
from typing import Any

import pytest

from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.standard import StandardPage
from site_content.pages.types.topic import TopicPage
from tests.site_content.pages.types.conftest import Make, Published

SECRET = "Restructuring plan"


def blocks(key: int) -> list[dict[str, object]]:
    """Return every kind of block that can point at a page."""
    to_page = {"text": "", "page": key, "file": None, "url": ""}
    return [
        {"type": "rich_text", "value": f'<p>See <a linktype="page" id="{key}">the plan</a></p>'},
        {"type": "table", "value": {"rows": [["a", f'<a linktype="page" id="{key}">cell</a>']]}},
        {"type": "call_to_action", "value": {"link": to_page}},
        {"type": "call_to_action", "value": {"link": {**to_page, "text": "Read on"}}},
        {"type": "cards", "value": {"title": "Cards", "cards": [{"title": "", "link": to_page}]}},
        {"type": "contact", "value": {"name": "Us", "link": to_page}},
    ]


@pytest.mark.parametrize("kind", ["staff", "draft", "restricted"])
def test_a_target_the_public_may_not_read_leaves_only_plain_text(
    kind: str, home: Any, staff_home: Any, make: Make, published: Published
) -> None:
    target = make(staff_home if kind == "staff" else home, TopicPage, SECRET, slug="secret", live=kind != "draft")
    author = make(staff_home, AuthorPage, f"{SECRET} author", slug="secret-author")
    if kind == "restricted":
        target.view_restrictions.create(restriction_type="login")
    page = make(
        home, BlogPage, "Open", body=blocks(target.pk), topics=[target], related=[target],
        authors=[{"type": "author", "value": author.pk}],
    )  # fmt: skip
    item = published(page)
    text = json.dumps(item)
    assert SECRET not in text
    assert "secret" not in text
    assert [block["value"] for block in item["details"]["body"]] == [
        {"html": "<p>See the plan</p>"},
        {"caption": "", "first_row_is_header": True, "first_column_is_header": False, "rows": [["a", "cell"]]},
        {"link": {"text": "Read on", "url": None, "content_id": None, "external": False}},
        {"name": "Us", "html": "", "phone": "", "email": "", "opening_hours": "", "url": None},
    ]
    assert item["links"] == {"topics": [], "children": [], "related": [], "authors": []}


def test_staff_read_both(home: Any, staff_home: Any, make: Make, published: Published) -> None:
    target = make(home, StandardPage, "Open page", slug="open")
    page = make(staff_home, StandardPage, "Inside", body=blocks(target.pk)[:1], related=[target])
    item = published(page)
    assert item["details"]["body"][0]["value"] == {"html": '<p>See <a href="/open">the plan</a></p>'}
    assert [card["title"] for card in item["links"]["related"]] == ["Open page"]
