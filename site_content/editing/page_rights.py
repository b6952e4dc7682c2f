"""Rights on pages: screens that list pages show a person those in the parts of the tree that they work in."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

ACTIONS = frozenset(("add", "change", "publish", "bulk_delete", "lock", "unlock"))


def pages_of(user: Any) -> QuerySet[Page]:
    """Return the pages that a person may do anything with; all for a superuser, none without rights on pages."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(user, ACTIONS)
    return pages.order_by()


def keys_of(pages: QuerySet[Page]) -> QuerySet[Any]:
    """Return the keys of the items made from pages (``page:7``), for ``key__in``."""
    key = Concat(Value("page:"), Cast("pk", CharField()), output_field=CharField())
    keys: QuerySet[Any] = pages.annotate(item_key=key).values("item_key")
    return keys
