"""A body as a whole: anchors, ids, hostile HTML."""

import json

import pytest

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.body import BLOCK_MODELS, BodySerializer
from site_content.pages.blocks.stream import BodyField, BodyStreamBlock, body_stream
from tests.site_content.pages.blocks.views import IDS, MadeUpView, publish


def test_block_has_type_id_and_value() -> None:
    assert publish(("inset", {"html": "<p>A</p>"})) == [{"type": "inset", "id": IDS[0], "value": {"html": "<p>A</p>"}}]


def test_anchors_are_unique_in_the_body() -> None:
    texts = ["Symptoms", "Symptoms", "Symptoms 2", "?!", "Årsak og virkning"]
    body = publish(*[("heading", {"text": text, "level": "2"}) for text in texts])
    assert [block["value"]["anchor"] for block in body] == [
        "symptoms", "symptoms-2", "symptoms-2-2", "section", "arsak-og-virkning",
    ]  # fmt: skip


def made(raw: list[dict[str, object]]) -> list[str]:
    body = BodySerializer().publish(BodyStreamBlock().to_python(raw), MadeUpView())  # type: ignore[arg-type]
    return [block["id"] for block in body]


def test_missing_and_repeated_ids_are_made_the_same_each_time() -> None:
    raw = [
        {"type": "rich_text", "value": "<p>a</p>"},
        {"type": "rich_text", "value": "<p>b</p>", "id": "not-a-uuid"},
        {"type": "rich_text", "value": "<p>c</p>", "id": IDS[1]},
        {"type": "rich_text", "value": "<p>d</p>", "id": IDS[1]},
    ]
    first = made(json.loads(json.dumps(raw)))
    assert first == made(json.loads(json.dumps(raw)))
    assert len(set(first)) == 4
    assert first[2] == IDS[1]


HOSTILE = [
    "<p>a</p><script>alert(1)</script>",
    '<p onclick="alert(1)">a</p>',
    '<p><a href="javascript:alert(1)">a</a></p>',
    '<p><a href="JaVaScRiPt&#58;alert(1)">a</a></p>',
    '<p><a href="data:text/html,alert(1)">a</a></p>',
    "<p><img src=x onerror=alert(1)>a</p>",
    '<iframe src="https://evil.example/"></iframe><p>a</p>',
    "<svg><script>alert(1)</script></svg><p>a</p>",
    '<p style="position:fixed">a</p>',
    '<p><a linktype="page" id="13">a</a></p>',
    '<p><a linktype="document" id="13">a</a></p>',
    '<p><a linktype="page" id="1 or 1=1">a</a></p>',
    '<p><a linktype="page" id="²">a</a></p>',
    '<p><a linktype="page" id="99999999999999999999999">a</a></p>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_only_its_words(html: str) -> None:
    text = publish(("rich_text", html))[0]["value"]["html"]
    assert text.replace("<a>a</a>", "a") == "<p>a</p>"
    cell = publish(("table", {"rows": [[html]]}))[0]["value"]["rows"][0][0]
    assert cell.replace("<a>a</a>", "a") == "a"


def test_a_readable_page_is_linked_by_its_path() -> None:
    body = publish(("rich_text", '<p><a linktype="page" id="7" fragment="top">seven</a></p>'))
    assert body[0]["value"] == {"html": '<p><a href="/page-7#top">seven</a></p>'}


def test_every_block_has_a_model_and_migrations_name_none_of_them() -> None:
    assert list(BLOCK_MODELS) == list(BODY_BLOCKS)
    _, path, args, options = body_stream().deconstruct()
    assert (path, args, options) == ("site_content.pages.blocks.stream.BodyField", [], {"blank": True})
    assert list(BodyField().stream_block.child_blocks) == list(BODY_BLOCKS)
