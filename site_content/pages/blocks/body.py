"""A body in the item: the list of blocks as JSON, its schema, and its text for search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union
from uuid import UUID, uuid5

from django.utils.text import slugify
from pydantic import Field, create_model
from wagtail.blocks import StreamValue
from wagtail.models import Page

from site_content.items.details import Role, SearchText
from site_content.items.links import is_key
from site_content.items.schemas import Schema
from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.readable import refuse_unreadable

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

_MADE_IDS = UUID("6f0c1d5a-6c0e-4a55-9a3c-3f3f8a7a1f5e")
_TALKERS = {name: block() for name, block in BODY_BLOCKS.items()}


def block_model(name: str) -> type[Schema]:
    """Return the pydantic model of one block in the item: ``{"type", "id", "value"}``."""
    value = BODY_BLOCKS[name].Value
    title = "".join(word.title() for word in name.split("_")) + "Block"
    return create_model(
        title,
        __base__=Schema,
        __doc__=value.__doc__,
        type=(Literal[name], ...),  # type: ignore[arg-type]  # mypy takes no literal of a variable
        id=(UUID, ...),
        value=(value, ...),
    )


BLOCK_MODELS: dict[str, type[Schema]] = {name: block_model(name) for name in BODY_BLOCKS}


class BodySerializer:
    """Publishes a stream of body blocks, and reads its text."""

    def publish(self, value: StreamValue, resolver: LinkResolver) -> list[dict[str, Any]]:
        """Return the body as JSON."""
        return publish_body(value, resolver, set())

    def texts(self, value: list[dict[str, Any]], role: Role) -> Iterator[SearchText]:
        """Yield every block's text in the roles the blocks give it."""
        for block in value:
            yield from _TALKERS[block["type"]].texts(block["value"])


if TYPE_CHECKING:
    BodyBlockItem: Any = None
    Body = list[dict[str, Any]]
else:
    BodyBlockItem = Annotated[Union[tuple(BLOCK_MODELS.values())], Field(discriminator="type")]  # noqa: UP007
    Body = Annotated[list[BodyBlockItem], BodySerializer()]


def publish_body(value: StreamValue, resolver: LinkResolver, anchors: set[str]) -> list[dict[str, Any]]:
    """Return a stream as a list of ``{"type", "id", "value"}``.

    ``anchors`` holds the anchors already used on the page, and is added to. Raises Unreadable.
    """
    refuse_unreadable(value)
    resolver.cards(linked_pages(value), "title")  # one query for every link, instead of one each
    body: list[dict[str, Any]] = []
    ids: set[UUID] = set()
    for position, child in enumerate(value):
        block_value = child.block.to_item(child.value, resolver)
        if block_value is None:
            continue
        if child.block_type == "heading":
            block_value["anchor"] = anchor_for(block_value["text"], anchors, block_value["anchor"])
        block_id = stable_id(child.id, position, block_value, ids)
        ids.add(block_id)
        body.append({"type": child.block_type, "id": str(block_id), "value": block_value})
    return body


def linked_pages(value: StreamValue) -> list[int]:
    """Return the ids of the pages a stream refers to, in links and choosers, each once."""
    references = value.stream_block.extract_references(value)
    keys = {str(key) for model, key, *_ in references if issubclass(model, Page)}
    return sorted(int(key) for key in keys if is_key(key))


def anchor_for(text: str, anchors: set[str], own_anchor: str = "") -> str:
    """Return an anchor not yet in ``anchors``, and add it: ``own_anchor``, else the text as a slug, then ``-2`` on."""
    slug = own_anchor or slugify(text)[:80].strip("-") or "section"
    anchor, number = slug, 1
    while anchor in anchors:
        number += 1
        anchor = f"{slug}-{number}"
    anchors.add(anchor)
    return anchor


def stable_id(block_id: Any, position: int, value: dict[str, Any], ids: set[UUID]) -> UUID:
    """Return the block's own UUID, or when it has none (or shares one) the same made-up UUID each time."""
    try:
        own = UUID(str(block_id))
    except ValueError:
        own = uuid5(_MADE_IDS, f"{block_id or position} {json.dumps(value, sort_keys=True)}")
    while own in ids:
        own = uuid5(own, "again")
    return own
