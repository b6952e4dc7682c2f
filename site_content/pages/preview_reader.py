"""The reader of a preview: one editor, who is shown of other pages what this person may read, as long as that holds.

A preview lasts for minutes. Within these, somebody may leave a group, and a page that the preview names may be closed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_content.audiences import lets_through, readable_audiences
from site_content.items.models import Item


def memberships_of(user: Any) -> frozenset[str] | None:
    """Return the groups of a person; None for a superuser, who reads everything."""
    return None if user.is_superuser else frozenset(map(str, user.groups.values_list("pk", flat=True)))


def names_readable_items(body: str, user: Any) -> bool:
    """Say whether a person may read every item that a preview's JSON names beside its own."""
    item: dict[str, Any] = json.loads(body)
    named = set(_content_ids(item)) - {item["content_id"]}
    memberships = memberships_of(user)
    rows = Item.objects.filter(content_id__in=named, state="live", audience__in=readable_audiences(item["audience"]))
    readable = {
        str(content_id)
        for content_id, groups in rows.values_list("content_id", "groups")
        if memberships is None or lets_through(groups, memberships)
    }
    return named <= readable


def _content_ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("content_id"), str):
            yield value["content_id"]
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _content_ids(each)
