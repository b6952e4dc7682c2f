"""Rights of an editor: the pages of whose drafts and schedules a person may know."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

ACTIONS = ("add", "change", "publish", "lock", "bulk_delete")


def editable_pages(user: Any) -> QuerySet[Page]:
    """Return the pages that a person has any right to work on."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(user, ACTIONS)
    return pages


def keys_of_pages(pages: QuerySet[Page], before: str = "page:") -> QuerySet[Page, str]:
    """Return a query of their keys, as items have them; with an empty ``before`` of their ids as texts."""
    text = Cast("pk", CharField())
    keys: QuerySet[Page, str] = pages.order_by().annotate(own_key=Concat(Value(before), text)).values("own_key")
    return keys
