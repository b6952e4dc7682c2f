"""The privacy that travels with a page's rows: nobody reads them at a new place who could not read them before.

However rows come to a place (copy, alias, translation, move, an alias made a page of its own), the page there is given
each ring that was round it and is not round its new place. Only an editor's word on a form takes them away again.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from treebeard.mp_tree import path_updated
from wagtail.models import Page, PageViewRestriction

from site_content.items.rings import Ring, not_within, ring_of, rings_of
from site_content.items.visibility import rings_at

ALIAS_FIELDS = frozenset(("alias_of", "alias_of_id"))


def restrict(page: Page, ring: Ring, user: Any = None) -> None:
    """Put one ring round a page."""
    row = PageViewRestriction(page=page, restriction_type=ring.kind, password=ring.password)
    row.save(user=user)
    row.groups.set(ring.groups)


def open_page(page: Page, user: Any = None) -> None:
    """Take away a page's own restrictions, as its editor asked on a form."""
    for row in page.view_restrictions.all():
        row.delete(user=user)


def keep_rings(page: Page, rings: list[Ring]) -> None:
    """Put those rings round a page that are not round its place."""
    for ring in not_within(rings, rings_at(page.path)):
        restrict(page, ring)


def copy_rings(source: Page, copy: Page) -> None:
    """Give a copy the restrictions of its source, and whatever else closed the source and does not close the copy.

    Its own travel even to a place that is as narrow: that place may be opened later.
    """
    for ring in rings_of(source.view_restrictions.all()):
        restrict(copy, ring)
    keep_rings(copy, rings_at(source.path))


def copy_rings_of(origin: UUID, copy: Page) -> None:
    """Do so for a copy that knows its source by the content id that came with the rows."""
    source = Page.objects.filter(contentpage__content_id=origin).first()
    if source is not None:
        copy_rings(source, copy)


def rings_kept_by_move(page: Page, parent: Page) -> list[Ring]:
    """Return the rings that a page would be given when it is moved under another parent."""
    there = [*rings_of(page.view_restrictions.all()), *rings_at(parent.path)]
    return not_within(rings_at(page.get_parent().path), there)


def on_moved(sender: type, old_path: str, new_path: str, **kwargs: Any) -> None:
    """A page went under another parent: what closed the old one stays round the page."""
    old_parent, new_parent = old_path[: -Page.steplen], new_path[: -Page.steplen]
    if issubclass(sender, Page) and old_parent != new_parent:
        keep_rings(Page.objects.get(path=new_path), rings_at(old_parent))


def before_save(sender: type, instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """An alias becomes a page of its own: remember what is round it while it still is one."""
    if not isinstance(instance, Page) or raw or instance._state.adding or instance.alias_of_id is not None:
        return
    if update_fields is None or ALIAS_FIELDS.intersection(update_fields):
        alias = Page.objects.filter(pk=instance.pk, alias_of__isnull=False).first()
        if alias is not None:
            instance._rings_of_alias = rings_at(alias.path)


def after_save(sender: type, instance: Any, **kwargs: Any) -> None:
    """The page that was an alias keeps what was round it."""
    rings = instance.__dict__.pop("_rings_of_alias", None)
    if rings is not None:
        keep_rings(instance, rings)


def is_of_pages(origin: Any) -> bool:
    """Say whether a deletion, whose ``origin`` Django tells, is one of several pages and not of a single row."""
    return isinstance(origin, QuerySet) and issubclass(origin.model, Page)


def before_delete(sender: type, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """The database makes aliases of deleted pages pages of their own: remember what is round them.

    Django tells of each page of a subtree: the first remembers for all.
    """
    several = is_of_pages(origin)
    deletion = origin if several else instance
    if not hasattr(deletion, "_rings_of_aliases"):
        deleted = list(origin.values_list("pk", flat=True)) if several else [instance.pk]
        rings: dict[int, dict[int, list[Ring]]] = {}
        for alias in Page.objects.filter(alias_of__in=deleted):
            rings.setdefault(alias.alias_of_id, {})[alias.pk] = rings_at(alias.path)
        deletion._rings_of_aliases = rings


def after_delete(sender: type, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Those that were not deleted along with it keep what was round them."""
    for deletion in (origin, instance):
        rings = getattr(deletion, "_rings_of_aliases", {}).pop(instance.pk, None)
        for page in Page.objects.filter(pk__in=rings) if rings else ():
            keep_rings(page, rings[page.pk])


def on_restricted(sender: type, instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """A page was restricted, perhaps a second time: Wagtail's copying writes restrictions as well."""
    if created and instance.restriction_type != PageViewRestriction.GROUPS:
        _delete_equal(instance)


def on_groups_set(sender: type, instance: Any, action: str, **kwargs: Any) -> None:
    """The same for a restriction to groups, which says which only after it is saved."""
    if action == "post_add" and isinstance(instance, PageViewRestriction):
        _delete_equal(instance)


def connect() -> None:
    """Connect every signal; called once when the app is ready, before those that tell publishing."""
    options: dict[str, Any] = {"dispatch_uid": "headland-privacy"}
    path_updated.connect(on_moved, **options)
    pre_save.connect(before_save, **options)
    post_save.connect(after_save, **options)
    pre_delete.connect(before_delete, sender=Page, **options)
    post_delete.connect(after_delete, sender=Page, **options)
    post_save.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="headland-privacy-restricted")
    m2m_changed.connect(on_groups_set, sender=PageViewRestriction.groups.through, **options)


def _delete_equal(row: PageViewRestriction) -> None:
    ring = ring_of(row)
    others = PageViewRestriction.objects.filter(page_id=row.page_id).exclude(pk=row.pk)
    PageViewRestriction.objects.filter(pk__in=[each.pk for each in others if ring_of(each) == ring]).delete()
