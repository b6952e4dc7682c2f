"""Global items, one of each per audience: navigation, site settings, search settings. Same log, no page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from site_content.audiences import AUDIENCES
from site_content.items.details import SCHEMA_VERSION
from site_content.publishing.log import lock_head
from site_content.publishing.record import ItemRecord, write_record

Builder = Callable[[str], dict[str, Any]]
BUILDERS: dict[str, Builder] = {}


def global_item(name: str) -> Callable[[Builder], Builder]:
    """Register the function that makes the global item ``~name`` for an audience. It returns JSON.

    A ``links_used`` key, if any, is taken out: ``[[target, kind]]`` whose changes make it again.
    """

    def register(maker: Builder) -> Builder:
        BUILDERS[f"~{name}"] = maker
        return maker

    return register


@transaction.atomic
def refresh_global_item(name: str, audience: str) -> bool:
    """Make one global item again; return whether it changed. Raises KeyError for an unknown name."""
    lock_head()
    body = dict(BUILDERS[name](audience))
    links = {(target, kind) for target, kind in body.pop("links_used", [])}
    content_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{audience}:{name}"))
    head = {"content_id": content_id, "type": name, "audience": audience, "path": name, "state": "live"}
    record = ItemRecord(
        content_id=content_id,
        key=f"{name}:{audience}",
        audience=audience,
        path=name,
        state="live",
        type=name,
        body={**head, "schema_version": SCHEMA_VERSION, "value": body},
        links=links,
    )
    return write_record(record)


def refresh_all_global_items() -> list[str]:
    """Make every global item again for both audiences; return the keys that changed."""
    keys = [(name, audience) for name in sorted(BUILDERS) for audience in AUDIENCES]
    return [f"{name}:{audience}" for name, audience in keys if refresh_global_item(name, audience)]
