"""docs/item-format.md and docs/openapi.json tell the same, in both directions."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.tracked import ROOT

BASE = "/api/public/v1/"
PAGE = (ROOT / "docs/item-format.md").read_text(encoding="utf-8")
DESCRIBED = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
# A key, but no value: what stands between quotes and is not said of another key.
KEY = re.compile(r'(?<!: )(?<!:)(?<!\|)"(\w+)"(?=\s*[:,}])')
# Words of an example, and what only staff and front ends' servers get: the description leaves it out.
NO_PUBLIC_KEYS = {"key", "seconds", "token", "Home", "News", "topic", "author", "tag"}


def schema_keys(schema: Any) -> Iterator[str]:
    """Yield every property that a schema or one inside it names."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from schema_keys(each)


def parameters(operation: dict[str, Any], place: str = "query") -> set[str]:
    """The names of an operation's parameters."""
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == place}


def section(*titles: str) -> str:
    """The text of some sections of the page."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return "\n".join(text for title, text in zip(parts[1::2], parts[2::2], strict=True) if title in titles)


@pytest.mark.parametrize("name", sorted(DESCRIBED["components"]["schemas"]))
def test_every_key_of_the_description_is_on_the_page(name: str) -> None:
    words = set(re.findall(r"\w+", " ".join(CODE.findall(PAGE))))
    assert {*schema_keys(DESCRIBED["components"]["schemas"][name])} - words == set()


def test_every_key_of_the_page_is_in_the_description() -> None:
    described = {*schema_keys(DESCRIBED["components"]["schemas"])}
    text = section("Item", "Card", "Image, Link", "API")
    found = {key for code in CODE.findall(text) for key in KEY.findall(code)}
    assert len(found) > 60
    assert found - described - NO_PUBLIC_KEYS == set()


def test_every_route_is_on_the_page_with_its_parameters() -> None:
    told = {
        route: set(re.findall(r"(\w+)=", query))
        for route, query in re.findall(r"`GET ([a-z/.]+)(\?[^`]*)?`", section("API"))
    }
    described = {
        path.removeprefix(BASE): parameters(operations["get"])
        for path, operations in DESCRIBED["paths"].items()
        if "get" in operations and path != BASE and "{" not in path
    }
    # What is no part of the description: a page, the path of an item, and what other programs of ours ask for.
    others = {"docs", "content/", "/api/feed/changes", "/api/preview/item", "/health"}
    assert {route: names for route, names in told.items() if route not in others} == described


def test_what_is_sent_is_on_the_page() -> None:
    told = dict(re.findall(r"`POST ([a-z/]+) (\{[^`]*\})`", section("API")))
    for path, operations in DESCRIBED["paths"].items():
        if "post" in operations:
            body = operations["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            keys = DESCRIBED["components"]["schemas"][body.rsplit("/", 1)[1]]["properties"]
            assert set(KEY.findall(told[path.removeprefix(BASE)])) == {*keys}
