"""Global items, one of each per audience: navigation, site settings, search settings. Same log, no page."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from site_content.audiences import AUDIENCES
from site_content.items.details import SCHEMA_VERSION
from site_content.items.models import Item
from site_content.publishing.batch import writing
from site_content.publishing.record import ItemRecord, write_record

Builder = Callable[[str], dict[str, Any]]
BUILDERS: dict[str, Builder] = {}
# What readers see of a value now, for those that also hold what is only to come.
VisiblePart = Callable[[dict[str, Any]], Any]
_VISIBLE_PARTS: dict[str, VisiblePart] = {}


def global_item(name: str, visible_part: VisiblePart | None = None) -> Callable[[Builder], Builder]:
    """Register the function that makes the global item ``~name`` for an audience. It returns JSON.

    Two keys, if any, are taken out: ``links_used``, ``[[target, kind]]`` whose changes make it again, and
    ``media_used``, the pictures and files it names (items/media.py). ``visible_part`` returns what readers see of a
    value: a change that leaves it as it was moves no position of theirs.
    """

    def register(maker: Builder) -> Builder:
        BUILDERS[f"~{name}"] = maker
        if visible_part is not None:
            _VISIBLE_PARTS[f"~{name}"] = visible_part
        return maker

    return register


def refresh_global_item(name: str, audience: str) -> bool:
    """Make one global item again; return whether it changed. Raises KeyError for an unknown name."""
    with writing():
        return write_record(_make(name, audience))


def _make(name: str, audience: str) -> ItemRecord:
    body = dict(BUILDERS[name](audience))
    links = {(target, kind) for target, kind in body.pop("links_used", [])}
    media = body.pop("media_used", [])
    content_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{audience}:{name}"))
    head = {"content_id": content_id, "type": name, "audience": audience, "path": name, "state": "live"}
    return ItemRecord(
        content_id=content_id,
        key=f"{name}:{audience}",
        audience=audience,
        path=name,
        state="live",
        type=name,
        body={**head, "schema_version": SCHEMA_VERSION, "value": body},
        links=links,
        is_shown=_is_shown(name, audience, body),
        media=media,
    )


def _is_shown(name: str, audience: str, value: dict[str, Any]) -> bool:
    visible_part = _VISIBLE_PARTS.get(name)
    if visible_part is None:
        return True
    row = Item.objects.filter(audience=audience, path=name, slot="current").first()
    return row is None or bool(visible_part(json.loads(row.body)["value"]) != visible_part(value))


def refresh_all_global_items() -> list[str]:
    """Make every global item again for both audiences; return the keys that changed."""
    keys = [(name, audience) for name in sorted(BUILDERS) for audience in AUDIENCES]
    return [f"{name}:{audience}" for name, audience in keys if refresh_global_item(name, audience)]
