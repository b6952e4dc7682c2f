"""The examples in tests/examples are items as the API serves them: both front ends' tests rest on that."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.content_page import TYPES
from site_content.pages.schemas import schema_for

EXAMPLES = Path(__file__).parents[1] / "examples"
ITEMS = sorted(path for name in TYPES for path in (EXAMPLES / name).glob("*.json"))


def blocks(of: Any) -> set[str]:
    """Return the type of every body block in a structure."""
    if isinstance(of, dict):
        own = {of["type"]} if of.keys() == {"type", "id", "value"} else set()
        return own.union(*(blocks(value) for value in of.values()))
    return set().union(*(blocks(value) for value in of)) if isinstance(of, list) else set()


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_an_item_of_its_type(path: Path) -> None:
    name = "".join(word.title() for word in path.parent.name.split("_"))
    validator = Draft202012Validator(schema_for(f"{name}Item"))
    assert [error.message for error in validator.iter_errors(json.loads(path.read_text()))] == []


def test_every_type_has_an_example_and_every_block_is_in_one() -> None:
    assert {path.parent.name for path in ITEMS} == set(TYPES)
    assert set().union(*(blocks(json.loads(path.read_text())) for path in ITEMS)) == set(BODY_BLOCKS)
