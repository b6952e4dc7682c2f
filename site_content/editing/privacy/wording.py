"""Words for rings: whom a restriction lets through, as editors are told."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from site_content.items.rings import Ring

NOBODY = "nobody"


def words_of(rings: Iterable[Ring]) -> str:
    """Return whom some rings let through: ``Editors or Nurses, and of these Moderators``."""
    return ", and of these ".join(_words(ring) for ring in rings)


def _words(ring: Ring) -> str:
    if ring.kind == PageViewRestriction.LOGIN:
        return "all staff"
    if ring.kind == PageViewRestriction.PASSWORD:
        return "those with a shared password, which no site asks for"
    names = Group.objects.filter(pk__in=ring.groups).order_by("name").values_list("name", flat=True)
    return " or ".join(names) or NOBODY
