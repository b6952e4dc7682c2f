"""The description is true: pinned, whole, and every answer is as it says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from scripts.openapi import DECLARED, SNAPSHOT, declared, drift, generate
from site_content.items.facets import declared_facets
from site_content.pages.content_page import TYPES, listed_types
from tests.cms.api_calls import PUBLIC, Asker, no_database_housekeeping
from tests.cms.bank import content_id, write_copy
from tests.frontend_templates.example_copy import example_bank


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The description as it is pinned."""
    value: dict[str, Any] = json.loads(SNAPSHOT.read_text())
    return value


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with an item of every type and every block."""
    return write_copy(example_bank(), tmp_path_factory.mktemp("examples"), "public")


def test_the_pinned_description_is_the_apis_own(tmp_path: Path) -> None:
    # A warning of the generator, or a description that is no OpenAPI, ends it.
    generate(tmp_path / "openapi.json")
    present = (tmp_path / "openapi.json").read_text()
    assert drift(SNAPSHOT.read_text(), present) == []
    assert drift(DECLARED.read_text(), declared(present)) == []


def test_the_sites_are_told_of_facets_and_of_types_told_by_date(described: dict[str, Any]) -> None:
    told = json.loads(declared(json.dumps(described)))
    labels = {each.name: {"label": dict(each.labels)} for each in declared_facets()}
    assert told == {
        "facets": labels | {name: {**labels[name], "pages": name} for name in ("topic", "author")},
        "dated": [name for name, _ in listed_types() if TYPES[name].is_dated],
    }
    assert told["dated"][:2] == ["news", "blog"]


def test_every_route_is_described(described: dict[str, Any]) -> None:
    from cms.api.routes import routes

    shown = {path.removeprefix(f"{PUBLIC}/") for path in described["paths"]}
    known = {re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern)) for route in routes("public")}
    pages = {"docs", "docs.js"}
    assert shown == {name for name in known if not name.endswith("$")} - pages


def test_every_type_and_block_is_described(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert sorted(schemas["AnyItem"]["discriminator"]["mapping"]) == sorted(TYPES)
    operations = [each for methods in described["paths"].values() for each in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each["summary"] and each["description"] and each["tags"] for each in operations)


def answers(described: dict[str, Any]) -> list[tuple[str, str]]:
    """Addresses, and the path of the description each belongs to."""
    found = [(f"content{path}", "content/{path}") for path in ("/old", "/gone", "/recalled", "/nothing", "/")]
    found += [
        (f"content/by-id/{content_id('public/old')}", "content/by-id/{content_id}"),
        (f"content/by-id/{content_id('public/guidance/flu')}/related", "content/by-id/{content_id}/related"),
        ("content?path=/", "content"),
    ]
    lists = ["items", "items?include=body", "items?fields=path", "items?limit=0", "search?q=health", "search?limit=0"]
    others = ["suggest?q=a", "topics", "authors", "navigation", "site", "changes", "health", "openapi.json", ""]
    return found + [(address, address.partition("?")[0]) for address in (*lists, *others)]


def test_every_answer_is_as_described(
    public: Asker, as_delivery: Any, examples: Path, described: dict[str, Any]
) -> None:
    as_delivery.COPY_FILES = {"public": examples}
    everything = [card["path"] for card in public(f"{PUBLIC}/items?limit=100").json["results"]]
    assert len(everything) >= len(TYPES)
    items = [(f"content{path}", "content/{path}") for path in everything]
    for address, path in answers(described) + items:
        got = public(f"{PUBLIC}/{address}")
        told = described["paths"][f"{PUBLIC}/{path}"]["get"]["responses"]
        content = told.get(str(got.status), told["default"])["content"]
        schema = {**content[got.headers["content-type"]]["schema"], "components": described["components"]}
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(got.json)]
        assert errors == [], address


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]


def operations() -> list[tuple[str, str, GenerationMode]]:
    """Every operation of the description, to be asked as it allows, and, where it asks for anything, otherwise."""
    paths = json.loads(SNAPSHOT.read_text())["paths"]
    return [
        (path, method, mode)
        for path, methods in paths.items()
        for method, told in methods.items()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if mode is GenerationMode.POSITIVE
        or "requestBody" in told
        or any(each["in"] == "query" for each in told.get("parameters", ()))
    ]


@pytest.mark.parametrize(("path", "method", "mode"), operations())
def test_whatever_is_asked_is_answered_as_described(
    as_delivery: Any, examples: Path, tmp_path: Path, path: str, method: str, mode: GenerationMode
) -> None:
    as_delivery.COPY_FILES, as_delivery.SPOOL = {"public": examples}, tmp_path
    with no_database_housekeeping():
        schema = schemathesis.openapi.from_wsgi(f"{PUBLIC}/openapi.json", WSGIHandler())
    asked = []

    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        asked.append(case)
        # The client does not undo brotli.
        with no_database_housekeeping():
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    answered()
    assert asked
