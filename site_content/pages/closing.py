"""Closing of subtrees: tells publishing which places readers lost, when pages are restricted, moved or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page

from site_content.audiences import STAFF
from site_content.items.kinds import keys_of
from site_content.items.rings import groups_of
from site_content.items.signals import listings_changed, places_closed, readers_lost, subtrees_changed
from site_content.items.visibility import (
    SiteRoot,
    address_of,
    is_closed,
    item_path,
    places_with_rings_of,
    restriction_rings,
    root_of,
    site_roots,
)
from site_content.pages.privacy import is_of_pages
from site_content.pages.publishable_page import PAGE


def tell_changed_readers(path: str) -> None:
    """Tell that the readers of a page, of all below it, and of aliases of these may be others; who lost them first."""
    for place in places_with_rings_of(path):
        page = Page.objects.filter(path=place).first()
        if page is None:
            continue
        roots = site_roots()
        rings = restriction_rings(place)
        for root, prefix in _places_of(page, roots):
            groups = groups_of(rings) if root.audience == STAFF else []
            if is_closed(rings, root.audience):
                _tell_closed(root.audience, prefix)
            elif groups:
                _tell_closed(root.audience, prefix, groups)
        tell_subtree(page)


def tell_subtree(page: Page) -> None:
    """Tell that a page and all below it may have other addresses or readers."""
    readers_lost.send(sender=Page, keys=[f"{PAGE}:{page.pk}"])
    if not page.is_leaf():
        under = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth).order_by("path")
        subtrees_changed.send(sender=Page, keys=list(keys_of(PAGE, under)))


def tell_moved(page: Page, url_path_before: str) -> None:
    """Tell which places readers lost because a page was moved: those of another audience, or behind a restriction."""
    roots = site_roots()
    before = max(
        (root for root in roots if url_path_before.startswith(root.url_path)),
        key=lambda root: len(root.url_path),
        default=None,
    )
    if before is None or page.is_leaf():
        return
    now = root_of(page, roots)
    rings = restriction_rings(page.path)
    if now is None or now.audience != before.audience or is_closed(rings, now.audience):
        _tell_closed(before.audience, item_path(url_path_before, before))
    elif now.audience == STAFF and (groups := groups_of(rings)):
        _tell_closed(before.audience, item_path(url_path_before, before), groups)


def tell_lost_sites(before: Iterable[SiteRoot]) -> None:
    """Tell which places readers lost because a site got another audience, root or prefix, or is no more."""
    roots = site_roots()
    for lost in set(before) - set(roots):
        page = Page.objects.filter(path=lost.tree_path).first()
        if page is None:
            _tell_closed(lost.audience, lost.path_prefix or "/")
            continue
        for root, prefix in _places_of(page, [lost, *(root for root in roots if root.tree_path != lost.tree_path)]):
            if root == lost:
                _tell_closed(root.audience, prefix)


def before_delete(sender: type, instance: Page, origin: Any = None, **kwargs: Any) -> None:
    """Pages are deleted: their items are taken away, and their parents list them no more.

    Django tells of each page of a subtree, and nothing when the last is gone: the first tells of all.
    """
    if not is_of_pages(origin):
        _tell_deleted([instance])
    elif not hasattr(origin, "_headland_told"):
        origin._headland_told = True
        _tell_deleted(Page.objects.filter(pk__in=list(origin.values_list("pk", flat=True))).order_by("path"))


def tell_unpublished(page: Page) -> None:
    """Tell that a page and all below it are unpublished."""
    for root, prefix in _places_of(page, site_roots()):
        _tell_closed(root.audience, prefix)


def _tell_deleted(pages: Iterable[Page]) -> None:
    top: Page | None = None
    below: list[str] = []
    for page in pages:
        if top is not None and page.is_descendant_of(top):
            below.append(f"{PAGE}:{page.pk}")
            continue
        top = page
        for root, prefix in _places_of(page, site_roots()):
            _tell_closed(root.audience, prefix)
        readers_lost.send(sender=Page, keys=[f"{PAGE}:{page.pk}"])
        parents = Page.objects.filter(path=page._get_basepath(page.path, page.depth - 1))
        listings_changed.send(sender=Page, keys=list(keys_of(PAGE, parents)))
    if below:
        subtrees_changed.send(sender=Page, keys=below)


def _tell_closed(audience: str, path: str, groups: list[str] | None = None) -> None:
    places_closed.send(sender=Page, audience=audience, path=path, groups=groups)


def _places_of(page: Page, roots: list[SiteRoot]) -> Iterator[tuple[SiteRoot, str]]:
    """Yield where the items of a subtree stand: at and below its own address, and those of sites rooted in it."""
    if page.is_leaf():
        return
    inside = [root for root in roots if root.tree_path.startswith(page.path)]
    own, address = root_of(page, roots), address_of(page, roots)
    places = [(root, root.path_prefix or "/") for root in inside]
    if own is not None and address is not None and own not in inside:
        places.insert(0, (own, address.path))
    for root, path in places:
        others = [each for each in roots if each.audience == root.audience and each not in inside and each != own]
        if path == "/" and any(each.path_prefix for each in others):
            # The paths of another site begin so as well: close what is here, and not what is there.
            children = Page.objects.filter(path__startswith=root.tree_path, depth=_depth(root) + 1)
            yield from ((root, item_path(url_path, root)) for url_path in children.values_list("url_path", flat=True))
        else:
            yield root, path


def _depth(root: SiteRoot) -> int:
    return len(root.tree_path) // int(Page.steplen)
