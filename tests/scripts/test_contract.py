"""v1 of the API only adds: each breach is refused, each addition accepted, and an exception has its three vouchers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.contract.exceptions import ALLOWED, Allowed, left_over
from scripts.contract.rule import broken, directions
from tests.architecture.tracked import ROOT

V1 = json.loads((ROOT / "docs" / "openapi-v1.json").read_text())
ITEMS = "/api/public/v1/items"
Change = Callable[[dict[str, Any]], Any]


def component(description: dict[str, Any], name: str) -> Any:
    return description["components"]["schemas"][name]


def parameter(description: dict[str, Any], name: str) -> Any:
    return next(each for each in description["paths"][ITEMS]["get"]["parameters"] if each["name"] == name)


def changed(change: Change) -> list[str]:
    new = copy.deepcopy(V1)
    change(new)
    assert new != V1
    return broken(V1, new)


def rename(description: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Rename a component everywhere, as renaming its class would."""
    text = json.dumps(description).replace(f'schemas/{old}"', f'schemas/{new}"').replace(f'"{old}": {{', f'"{new}": {{')
    renamed: dict[str, Any] = json.loads(text)
    description.clear()
    description.update(renamed)
    return renamed


BREACHES: list[tuple[str, Change, str]] = [
    ("a key removed", lambda d: component(d, "Card")["properties"].pop("summary"), "Card.summary: the key is gone"),
    (
        "a key that may be absent",
        lambda d: component(d, "Card")["required"].remove("path"),
        "Card.path: the key may be absent now",
    ),
    (
        "a type changed",
        lambda d: component(d, "ItemList")["properties"]["count"].update(type="string"),
        "ItemList.count: type 'integer' became 'string'",
    ),
    (
        "a format changed",
        lambda d: component(d, "Card")["properties"]["content_id"].pop("format"),
        "Card.content_id: format 'uuid' became (none)",
    ),
    (
        "a form loosened",
        lambda d: component(d, "Card")["properties"]["path"].pop("pattern"),
        "Card.path: pattern '^/' became (none)",
    ),
    (
        "a new value where all were known",
        lambda d: component(d, "Card")["properties"]["audience"]["enum"].append("partner"),
        "Card.audience: the value 'partner' is new to clients that know all there were",
    ),
    (
        "a value gone",
        lambda d: component(d, "Card")["properties"]["audience"]["enum"].remove("staff"),
        "Card.audience: the value 'staff' is gone",
    ),
    (
        "null where there was none",
        lambda d: component(d, "Card")["properties"].update(title={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "Card.title: type 'string' became (none)",
    ),
    (
        "a kind of item gone",
        lambda d: component(d, "AnyItem")["oneOf"].pop(0),
        "AnyItem: oneOf no longer has {'$ref': '#/components/schemas/AuthorItem'}",
    ),
    (
        "a component renamed",
        lambda d: rename(d, "ItemList", "Items"),
        "ItemList: the component is gone, or has another name",
    ),
    ("a route gone", lambda d: d["paths"].pop(ITEMS), f"GET {ITEMS}: the route is gone"),
    (
        "a function renamed",
        lambda d: d["paths"][ITEMS]["get"].update(operationId="list_items"),
        f"GET {ITEMS}: operationId items became list_items",
    ),
    (
        "a response gone",
        lambda d: d["paths"][ITEMS]["get"]["responses"].pop("304"),
        f"GET {ITEMS}: the response 304 is gone",
    ),
    (
        "a header gone",
        lambda d: d["paths"][ITEMS]["get"]["responses"]["200"]["headers"].pop("ETag"),
        f"GET {ITEMS} 200: the header ETag is gone",
    ),
    (
        "another answer",
        lambda d: d["paths"][ITEMS]["get"]["responses"]["200"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/CountedList"}
        ),
        f"GET {ITEMS} 200: $ref '#/components/schemas/ItemList' became '#/components/schemas/CountedList'",
    ),
    (
        "a default changed",
        lambda d: parameter(d, "limit")["schema"].update(default=50),
        f"GET {ITEMS} ?limit: default 20 became 50",
    ),
    (
        "a parameter gone",
        lambda d: d["paths"][ITEMS]["get"]["parameters"].remove(parameter(d, "tag")),
        f"GET {ITEMS} ?tag: the parameter is gone",
    ),
    (
        "a parameter newly required",
        lambda d: parameter(d, "topic").update(required=True),
        f"GET {ITEMS} ?topic: the parameter must be sent now",
    ),
    (
        "a new parameter that is required",
        lambda d: d["paths"][ITEMS]["get"]["parameters"].append(
            {"in": "query", "name": "site", "required": True, "schema": {"type": "string"}}
        ),
        f"GET {ITEMS} ?site: the parameter is new and must be sent",
    ),
    (
        "fewer values taken",
        lambda d: parameter(d, "fields")["schema"]["items"]["enum"].remove("meta"),
        f"GET {ITEMS} ?fields[]: the value 'meta' is gone",
    ),
    (
        "a bound drawn in",
        lambda d: parameter(d, "limit")["schema"].update(maximum=50),
        f"GET {ITEMS} ?limit: maximum 100 became 50",
    ),
    (
        "repeating no longer meant",
        lambda d: parameter(d, "topic").update(explode=False),
        f"GET {ITEMS} ?topic: explode True became False",
    ),
    (
        "a field of a body newly required",
        lambda d: component(d, "FeedbackEvent")["required"].append("text"),
        "FeedbackEvent.text: the key must be sent now",
    ),
    (
        "shorter texts taken",
        lambda d: component(d, "FeedbackEvent")["properties"]["text"].update(maxLength=100),
        "FeedbackEvent.text: maxLength 2000 became 100",
    ),
    (
        "a content type that no section can list any more",
        lambda d: component(d, "Listing")["properties"]["type"].update({"enum": ["news"], "x-item-types": True}),
        "Listing.type: the value 'blog' is gone",
    ),
    (
        "a word this rule does not know",
        lambda d: component(d, "Card").update(unevaluatedProperties=False),
        "Card: unevaluatedProperties (none) became False",
    ),
]


@pytest.mark.parametrize(("change", "breach"), [pytest.param(*each[1:], id=each[0]) for each in BREACHES])
def test_a_breach_is_refused_by_name(change: Change, breach: str) -> None:
    assert breach in changed(change)


ADDITIONS: list[tuple[str, Change]] = [
    (
        "a content type that a section can list",
        lambda d: component(d, "Listing")["properties"]["type"].update(
            {"enum": ["news", "blog", "guidance", "event"], "x-item-types": True}
        ),
    ),
    ("a key", lambda d: component(d, "Card")["properties"].update(translation_key={"type": "string"})),
    (
        "a key that is always there",
        lambda d: (
            component(d, "Card")["properties"].update(groups={"type": "array"}),
            component(d, "Card")["required"].append("groups"),
        ),
    ),
    ("a route", lambda d: d["paths"].update({"/api/public/v1/people": copy.deepcopy(d["paths"][ITEMS])})),
    (
        "a parameter that may be left out",
        lambda d: d["paths"][ITEMS]["get"]["parameters"].append(
            {"in": "query", "name": "locale", "schema": {"type": "string"}}
        ),
    ),
    ("a component", lambda d: d["components"]["schemas"].update(Person={"type": "object"})),
    ("a response", lambda d: d["paths"][ITEMS]["get"]["responses"].update({"429": {"description": "Too many."}})),
    ("a value of a parameter", lambda d: parameter(d, "order")["schema"]["enum"].append("views")),
    ("a wider bound", lambda d: parameter(d, "limit")["schema"].update(maximum=200)),
    (
        "a field of a body that may be left out",
        lambda d: component(d, "FeedbackEvent")["properties"].update(locale={"type": "string"}),
    ),
    (
        "a content type",
        lambda d: (
            component(d, "AnyItem")["oneOf"].append({"$ref": "#/components/schemas/EventItem"}),
            d["components"]["schemas"].update(EventItem={"type": "object"}),
        ),
    ),
    ("other words", lambda d: component(d, "Card").update(description="A short form.")),
]


@pytest.mark.parametrize("change", [pytest.param(each[1], id=each[0]) for each in ADDITIONS])
def test_an_addition_is_accepted(change: Change) -> None:
    assert changed(change) == []


def test_a_component_is_judged_by_which_way_it_goes() -> None:
    ways = directions(V1)
    assert (ways["FeedbackEvent"], ways["Card"], ways["Image"]) == ({"input"}, {"output"}, {"output"})
    assert set(V1["components"]["schemas"]) - set(ways) <= {"AnyItem", *V1["components"]["schemas"]}


def test_the_api_now_only_adds() -> None:
    now = json.loads((ROOT / "docs" / "openapi.json").read_text())
    assert left_over(broken(V1, now), ALLOWED, ROOT) == []


def test_the_pinned_description_is_the_one_that_was_agreed() -> None:
    operations = [(method, path) for path, each in V1["paths"].items() for method in each]
    assert (len(operations), len(V1["components"]["schemas"])) == (17, 103)


SOUND = Allowed(
    "Card.summary: the key is gone",
    "issue 10, part 7",
    "Cards have no\nsummary.",
    "tests/test_old.py::test_old_requests",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n- Cards have\n  no summary. More.\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_old.py").write_text("def test_old_requests() -> None:\n    pass\n")
    return tmp_path


def test_an_exception_needs_order_changelog_and_test(root: Path) -> None:
    breach = SOUND.breach
    assert left_over([breach], [], root) == [breach]
    assert left_over([breach], [SOUND], root) == []
    unsound = Allowed(breach, " ", "Not there.", "tests/test_old.py::test_other")
    assert left_over([breach], [unsound], root) == [
        f"exception {breach}: no order names it",
        f"exception {breach}: CHANGELOG.md does not have its line",
        f"exception {breach}: there is no test tests/test_old.py::test_other",
    ]


def test_an_exception_that_nothing_needs_any_more_is_taken_away(root: Path) -> None:
    assert left_over([], [SOUND], root) == [f"exception without a breach, take it away: {SOUND.breach}"]
