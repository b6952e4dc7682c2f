"""Documents there is one of per audience: navigation, site settings, search levers. Same log, no page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from site_content.items.details import SCHEMA_VERSION
from site_content.publishing.log import lock_head
from site_content.publishing.record import Draft, put

AUDIENCES = ("public", "staff")
Maker = Callable[[str], dict[str, Any]]
MAKERS: dict[str, Maker] = {}


def singleton(name: str) -> Callable[[Maker], Maker]:
    """Register the function that makes the singleton ``~name`` for an audience. It returns JSON.

    A ``links`` key, if any, is taken out: ``[[target, kind]]`` whose changes make it again.
    """

    def register(maker: Maker) -> Maker:
        MAKERS[f"~{name}"] = maker
        return maker

    return register


@transaction.atomic
def refresh_singleton(name: str, audience: str) -> bool:
    """Make one singleton again; return whether it changed. Raises KeyError for an unknown name."""
    lock_head()
    body = dict(MAKERS[name](audience))
    links = {(target, kind) for target, kind in body.pop("links_used", [])}
    content_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{audience}:{name}"))
    head = {"content_id": content_id, "type": name, "audience": audience, "path": name, "state": "live"}
    draft = Draft(
        content_id=content_id,
        page_id=None,
        audience=audience,
        path=name,
        state="live",
        type=name,
        body={**head, "schema_version": SCHEMA_VERSION, "value": body},
        links=links,
    )
    return put(draft)


def refresh_all_singletons() -> list[str]:
    """Make every singleton again for both audiences; return the keys that changed."""
    keys = [(name, audience) for name in sorted(MAKERS) for audience in AUDIENCES]
    return [f"{name}:{audience}" for name, audience in keys if refresh_singleton(name, audience)]
