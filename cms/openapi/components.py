"""Components of the description: collect the schemas of content types, blocks and all other answers."""

from __future__ import annotations

from typing import Any, Union

from pydantic.json_schema import models_json_schema

from cms.api.request_body import Body
from cms.api.usage import Feedback, SearchEvent
from cms.openapi.schemas import answer_schemas
from site_content.items.schemas import RedirectItem
from site_content.pages.content_page import TYPES, listed_types
from site_content.pages.schemas import REF, item_json_schemas, item_models, root_model


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return name → JSON Schema. What items and shapes share (cards, links) is the same in both, and there once."""
    live = [*item_models().values()]
    choice: Any = Union[(*live, RedirectItem)]
    answer = root_model("ContentAnswer", choice, "The item at a path, or the place it moved to.")
    models = [answer, *answer_schemas(answer)]
    _, document = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    schemas: dict[str, dict[str, Any]] = {**document["$defs"], **item_json_schemas()}
    schemas["ContentAnswer"] = {
        "description": "The item at a path, or the place it moved to.",
        "oneOf": [{"$ref": REF.format(model=name)} for name in ("AnyItem", "RedirectItem")],
    }
    schemas |= {body.name: body.json_schema() for body in public_bodies()}
    schemas["AnyObject"] = {"type": "object", "additionalProperties": True}
    return dict(sorted(schemas.items()))


def public_bodies() -> list[Body]:
    """Return what the routes in the description take."""
    return [body for view in (SearchEvent, Feedback) if (body := view.body) is not None]


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Put the schemas into a description (a POSTPROCESSING_HOOK of drf-spectacular)."""
    result["components"] = {"schemas": all_schemas()}
    # What a section can list, in the order that editors are offered it.
    result["x-lists"] = [{"type": name, "dated": TYPES[name].is_dated} for name, _ in listed_types()]
    return result


def keep_endpoints(endpoints: list[tuple[str, str, str, Any]], **kwargs: Any) -> list[tuple[str, str, str, Any]]:
    """Leave out what is no part of the description (a PREPROCESSING_HOOK): pages, and addresses with a slash more."""
    api_endpoints = [each for each in endpoints if getattr(getattr(each[3], "cls", None), "operation", "")]
    first = [each for each in api_endpoints if each[0].endswith("/v1/")]
    return first + [each for each in api_endpoints if not each[0].endswith(("/", "/v1"))]
