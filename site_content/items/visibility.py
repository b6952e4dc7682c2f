"""Visibility: says which page may be read, by whom, and at which path."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from site_content.items.models import SiteAudience


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
    """Return every site that has an audience: one query."""
    rows = SiteAudience.objects.values_list(
        "audience", "site__root_page_id", "site__root_page__path", "site__root_page__url_path", "path_prefix"
    )
    return [SiteRoot(*row) for row in rows]


def root_of(page: Page, roots: list[SiteRoot] | None = None) -> SiteRoot | None:
    """Return the site root a page sits under, or None outside every site that has an audience."""
    found = [root for root in (site_roots() if roots is None else roots) if page.path.startswith(root.tree_path)]
    return max(found, key=lambda root: len(root.tree_path), default=None)


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
    """Say whether a view restriction on a page or an ancestor closes it to its audience.

    On the public site any restriction does. The staff site already asks for sign-in, so "must be signed in" is met
    there; a password or a group is narrower than the audience, and an item cannot promise that.
    """
    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    restrictions = PageViewRestriction.objects.filter(page__path__in=[page.path[:step] for step in steps])
    if audience == "staff":
        restrictions = restrictions.filter(~Q(restriction_type=PageViewRestriction.LOGIN))
    return bool(restrictions.exists())
