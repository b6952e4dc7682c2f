"""Rights on pages: screens that list pages show a person those in the parts of the tree that they work in."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page, PageViewRestriction
from wagtail.permissions import page_permission_policy

ACTIONS = frozenset(("add", "change", "publish", "bulk_delete", "lock", "unlock"))


def pages_of(user: Any) -> QuerySet[Page]:
    """Return the pages that a person may do anything with; all for a superuser, none without rights on pages."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(user, ACTIONS)
    return pages.order_by()


def readable_pages_of(user: Any) -> QuerySet[Page]:
    """Return ``pages_of`` a person without what is for groups that they are in none of: the staff site hides it too."""
    pages = pages_of(user)
    if user.is_superuser:
        return pages
    groups = set(user.groups.values_list("pk", flat=True))
    limited = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.GROUPS)
    for row in limited.select_related("page").prefetch_related("groups"):
        if groups.isdisjoint(group.pk for group in row.groups.all()):
            pages = pages.exclude(path__startswith=row.page.path)
    return pages


def keys_of(pages: QuerySet[Page]) -> QuerySet[Any]:
    """Return the keys of the items made from pages (``page:7``), for ``key__in``."""
    key = Concat(Value("page:"), Cast("pk", CharField()), output_field=CharField())
    keys: QuerySet[Any] = pages.annotate(item_key=key).values("item_key")
    return keys
