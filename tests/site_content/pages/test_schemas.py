"""The JSON Schemas: one for every type and block, standing on their own, and strict."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.content_page import TYPES
from site_content.pages.schemas import item_json_schemas, schema_for

HEAD: dict[str, Any] = {
    "content_id": "7a1e0a3c-6f5c-4b0e-8c43-0a6b5f1c2d3e", "type": "news", "audience": "public", "path": "/a",
    "locale": "en", "title": "", "version": 2, "schema_version": 1, "updated_at": "2026-01-05T09:00:00Z",
}  # fmt: skip
REDIRECT = {**HEAD, "state": "redirect", "location": "/b", "permanent": True}


def errors(name: str, value: Any) -> list[str]:
    """Return what a schema says against a value."""
    return [error.message for error in Draft202012Validator(schema_for(name)).iter_errors(value)]


def test_every_type_and_block_is_there_and_every_reference_leads_somewhere() -> None:
    schemas = item_json_schemas()
    assert {f"{name.title()}Item" for name in TYPES} <= set(schemas)
    kinds = schemas["BodyBlock"]["discriminator"]["mapping"]
    assert sorted(kinds) == sorted(BODY_BLOCKS)
    assert sorted(schemas["AnyItem"]["discriminator"]["mapping"]) == sorted(TYPES)
    assert sorted(schemas["EndedItem"]["discriminator"]["mapping"]) == ["gone", "redirect", "withdrawn"]
    assert references(schemas) <= {f"#/components/schemas/{name}" for name in schemas}
    for name in schemas:
        Draft202012Validator.check_schema(schema_for(name))


def references(of: Any) -> set[str]:
    """Return every ``$ref`` in a structure."""
    if isinstance(of, dict):
        own = {of["$ref"]} if "$ref" in of else set()
        return own.union(*(references(value) for value in of.values()))
    return set().union(*(references(value) for value in of)) if isinstance(of, list) else set()


def test_extra_links_are_named_by_their_type() -> None:
    schemas = item_json_schemas()
    assert sorted(schemas["BlogLinks"]["required"]) == ["authors", "children", "related", "topics"]
    assert sorted(schemas["HomeLinks"]["required"]) == ["children", "featured", "related", "topics"]
    assert schemas["SectionItem"]["properties"]["links"] == {"$ref": "#/components/schemas/ItemLinks"}


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (REDIRECT, True),
        ({**HEAD, "state": "gone"}, True),
        ({**HEAD, "state": "withdrawn", "reason": ""}, True),
        ({**HEAD, "state": "withdrawn"}, False),
        ({**REDIRECT, "details": {}}, False),
        ({**REDIRECT, "updated_at": "2026-01-05T09:00:00.5Z"}, False),
        ({**REDIRECT, "audience": "friends"}, False),
        ({**REDIRECT, "path": "a"}, False),
    ],
)
def test_an_item_that_is_not_live(value: dict[str, Any], fits: bool) -> None:
    assert (errors("EndedItem", value) == []) is fits


@pytest.mark.parametrize(
    ("block", "fits"),
    [
        ({"type": "heading", "id": HEAD["content_id"], "value": {"text": "a", "level": 2, "anchor": "a"}}, True),
        ({"type": "heading", "id": HEAD["content_id"], "value": {"text": "a", "level": 5, "anchor": "a"}}, False),
        ({"type": "inset", "id": HEAD["content_id"], "value": {"text": "a", "level": 2, "anchor": "a"}}, False),
        ({"type": "unknown", "id": HEAD["content_id"], "value": {}}, False),
    ],
)
def test_a_block(block: dict[str, Any], fits: bool) -> None:
    assert (errors("BodyBlock", block) == []) is fits
