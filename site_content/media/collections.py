"""Staff collections: say which collections are for staff only."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Collection, CollectionViewRestriction

STAFF_COLLECTION = "Staff files"


def staff_roots() -> list[str]:
    """Return the tree paths of collections that are, with all below them, for staff only: one query."""
    named = Q(name=STAFF_COLLECTION)
    restricted = Q(pk__in=CollectionViewRestriction.objects.values("collection_id"))
    return list(Collection.objects.filter(named | restricted).values_list("path", flat=True))


def is_staff_collection(collection_id: int | None) -> bool:
    """Say whether what lies in a collection is for staff only. Without a collection it is: nothing vouches for it."""
    path = Collection.objects.filter(pk=collection_id).values_list("path", flat=True).first()
    return path is None or path.startswith(tuple(staff_roots()))
