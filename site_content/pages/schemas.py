"""JSON Schemas of every possible item, made from the content types and blocks."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import Field, RootModel, create_model
from pydantic.json_schema import models_json_schema

from site_content.items.schemas import Card, GoneItem, ItemLinks, LiveItem, RedirectItem, Schema, WithdrawnItem
from site_content.pages.blocks.body import BLOCK_MODELS, BodyBlockItem
from site_content.pages.content_page import TYPES, ContentPage

ENDS: tuple[type[Schema], ...] = (RedirectItem, GoneItem, WithdrawnItem)
REF = "#/components/schemas/{model}"


def item_model(page_type: type[ContentPage]) -> type[Schema]:
    """Return the pydantic model of a content type's live item, named ``NewsItem`` and the like."""
    name = "".join(word.title() for word in page_type.item_type.replace("-", "_").split("_"))
    own = [link for link in page_type.link_names if link not in ItemLinks.model_fields]
    extra: dict[str, Any] = dict.fromkeys(own, (list[Card], ...))
    links = create_model(f"{name}Links", __base__=ItemLinks, **extra) if extra else ItemLinks
    fields: dict[str, Any] = {
        "type": (Literal[page_type.item_type], ...),
        "details": (page_type.Details, ...),
        "links": (links, ...),
    }
    return create_model(f"{name}Item", __base__=LiveItem, __doc__=page_type.__doc__, **fields)


def item_models() -> dict[str, type[Schema]]:
    """Return each content type's item model by ``item_type``."""
    return {name: item_model(TYPES[name]) for name in sorted(TYPES)}


def union_of(name: str, models: list[type[Schema]], discriminator: str) -> type[RootModel[Any]]:
    """Return a model that is one of ``models``, told apart by a field."""
    choice: Any = Annotated[Union[tuple(models)], Field(discriminator=discriminator)]  # noqa: UP007
    return root_model(name, choice, f"One of them, told apart by ``{discriminator}``.")


def root_model(name: str, of: Any, about: str) -> type[RootModel[Any]]:
    """Return a pydantic model that is ``of`` itself, under a name of its own."""
    return type(name, (RootModel[of],), {"__doc__": about, "__module__": __name__})


@cache
def item_json_schemas() -> dict[str, dict[str, Any]]:
    """Return name → JSON Schema (2020-12, references as ``#/components/schemas/<name>``).

    Each type's item (``NewsItem`` …), ``AnyItem`` (any of them, by ``type``), ``EndedItem`` (redirect, gone or
    withdrawn, by ``state``), ``BodyBlock`` (any block, by ``type``), and all that these refer to.
    """
    types = list(item_models().values())
    live = union_of("AnyItem", types, "type")
    ended = union_of("EndedItem", list(ENDS), "state")
    block = root_model("BodyBlock", BodyBlockItem, "One body block, told apart by ``type``.")
    models: list[Any] = [*types, *BLOCK_MODELS.values(), *ENDS, Card, live, ended, block]
    _, schema = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    definitions: dict[str, dict[str, Any]] = schema["$defs"]
    return dict(sorted(definitions.items()))


def schema_for(name: str) -> dict[str, Any]:
    """Return one of the schemas as a document that stands alone, for a validator. Raises KeyError."""
    schemas = item_json_schemas()
    return {**schemas[name], "components": {"schemas": schemas}}
