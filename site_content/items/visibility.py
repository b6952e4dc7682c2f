"""Visibility: says which page may be read, by whom, and at which path.

Whoever reads a page is let through every ring round it: its own restrictions, those of the pages above it and, where
one of these is an alias, all that is round the original. An alias is the same text at another place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from wagtail.models import Page

from site_content.audiences import STAFF
from site_content.batch_memory import recall
from site_content.items.models import SiteAudience
from site_content.items.rings import SIGNED_IN, Ring
from site_content.items.surroundings import surroundings


@dataclass(frozen=True, slots=True)
class Address:
    """Where an item stands: its audience and canonical path."""

    audience: str
    path: str


@dataclass(frozen=True, slots=True)
class SiteRoot:
    """A site's audience and the place of its home page in the tree."""

    audience: str
    page_id: int
    tree_path: str
    url_path: str
    path_prefix: str = ""


def site_roots() -> list[SiteRoot]:
    """Return every site that has an audience: one query, or none where a batch knows them."""
    return recall("site roots", _read_site_roots)


def _read_site_roots() -> list[SiteRoot]:
    rows = SiteAudience.objects.values_list(
        "audience", "site__root_page_id", "site__root_page__path", "site__root_page__url_path", "path_prefix"
    )
    return [SiteRoot(*row) for row in rows]


def root_of(page: Page, roots: list[SiteRoot] | None = None) -> SiteRoot | None:
    """Return the site root a page sits under, or None outside every site that has an audience."""
    return _root_at(page.path, site_roots() if roots is None else roots)


def _root_at(path: str, roots: list[SiteRoot]) -> SiteRoot | None:
    matches = [root for root in roots if path.startswith(root.tree_path)]
    return max(matches, key=lambda root: len(root.tree_path), default=None)


def address_of(page: Page, roots: list[SiteRoot] | None = None) -> Address | None:
    """Return where a page's item stands, published or not, or None outside every site."""
    root = root_of(page, roots)
    if root is None:
        return None
    return Address(root.audience, item_path(page.url_path, root))


def item_path(url_path: str, root: SiteRoot) -> str:
    """Return the canonical item path of a Wagtail ``url_path`` under a site root, with the site's own prefix."""
    below = "/" + url_path.removeprefix(root.url_path).strip("/").lower()
    return f"{root.path_prefix}{below}".rstrip("/") or "/"


def is_restricted(page: Page, audience: str) -> bool:
    """Say whether a ring round a page closes it to its audience."""
    return is_closed(restriction_rings(page.path), audience)


def is_closed(rings: list[Ring], audience: str) -> bool:
    """Say whether rings leave nobody of an audience.

    On the public site any does: it knows nobody. The staff site knows who is signed in and their groups; it asks for
    no password.
    """
    return any(ring.is_nobody for ring in rings) if audience == STAFF else bool(rings)


def rings_at(path: str) -> list[Ring]:
    """Return every ring round a place of the tree, that of a site for staff among them."""
    rings = restriction_rings(path)
    root = _root_at(path, site_roots())
    return [SIGNED_IN, *rings] if root and root.audience == STAFF and SIGNED_IN not in rings else rings


def restriction_rings(path: str) -> list[Ring]:
    """Return every ring round a place of the tree but that of the site it lies in."""
    rings, originals = surroundings().rings(path)
    roots = site_roots() if originals else []
    for_staff = any(root and root.audience == STAFF for root in (_root_at(each, roots) for each in originals))
    return [SIGNED_IN, *rings] if for_staff and SIGNED_IN not in rings else rings


def places_with_rings_of(path: str) -> list[str]:
    """Return the places at and below which the rings of a place are: itself, and aliases of what is below it."""
    places, new = [path], [path]
    while new:
        below = reduce(or_, (Q(alias_of__path__startswith=place) for place in new))
        aliases = Page.objects.filter(below).order_by("path").values_list("path", flat=True)
        new = [alias for alias in aliases if not alias.startswith(tuple(places))]
        places += new
    return places
