"""Page signals: translate what Wagtail and treebeard report into publishing's signals (site_content.items.signals)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal
from treebeard.mp_tree import path_updated
from wagtail.models import Page, PageViewRestriction, Revision, Site
from wagtail.signals import page_unpublished, post_page_move

from site_content.items.kinds import keys_of
from site_content.items.models import SiteAudience
from site_content.items.signals import listings_changed, publishables_changed, readers_lost, subtrees_changed
from site_content.items.visibility import site_roots
from site_content.pages.closing import before_delete, tell_changed_readers, tell_lost_sites, tell_moved
from site_content.pages.publishable_page import PAGE

# Pages took other places in the tree: menus are in tree order.
tree_changed = Signal()

# Saved with each draft; nothing published shows them.
DRAFT_FIELDS = frozenset(("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"))


def is_draft_only(update_fields: Any) -> bool:
    """Say whether a page's save touched only what a draft changes."""
    return update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)


def _changed(pages: QuerySet[Any] | Iterable[Any]) -> None:
    publishables_changed.send(sender=Page, keys=_keys(pages))


def _listings_changed(pages: QuerySet[Any] | Iterable[Any]) -> None:
    listings_changed.send(sender=Page, keys=_keys(pages))


def _keys(pages: QuerySet[Any] | Iterable[Any]) -> list[str]:
    if isinstance(pages, QuerySet):
        return list(keys_of(PAGE, pages))
    return [f"{PAGE}:{page.pk}" for page in pages]


def on_page_saved(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A page was saved, published, unpublished or moved: with the save, in its transaction."""
    if isinstance(instance, Page) and not is_draft_only(update_fields) and not kwargs.get("raw"):
        _changed([instance])


def on_page_unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    """Wagtail says a page was unpublished."""
    readers_lost.send(sender=Page, keys=_keys([instance]))


def on_page_changed(sender: type, instance: Page, **kwargs: Any) -> None:
    """Wagtail says a page was moved; where it moved from and to, lists differ."""
    if "url_path_before" in kwargs:
        tell_moved(instance, kwargs["url_path_before"])
    parents = [kwargs.get("parent_page_before"), kwargs.get("parent_page_after")]
    _changed([instance])
    _listings_changed([parent for parent in parents if parent is not None])


def on_tree_changed(sender: type, old_path: str, new_path: str, **kwargs: Any) -> None:
    """A page took another place among its siblings, or another parent: treebeard moves rows without saving them.

    Another place concerns the parent's list only; under another parent every address and audience may differ.
    """
    if issubclass(sender, Page):
        parent_path = new_path[: -Page.steplen]
        if old_path[: -Page.steplen] != parent_path:
            tell_changed_readers(new_path)
        _listings_changed(Page.objects.filter(path=parent_path))
        tree_changed.send(sender=Page)


def on_revision_saved(sender: type, instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """A revision was scheduled, or its schedule taken back."""
    scheduled = instance.approved_go_live_at is not None or "approved_go_live_at" in (update_fields or ())
    if scheduled and issubclass(instance.content_type.model_class() or object, Page):
        publishables_changed.send(sender=Page, keys=[f"{PAGE}:{instance.object_id}"])


def on_restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page was made private or public: it and its whole subtree, of which no page signal speaks."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path is not None:
        tell_changed_readers(path)


def _on_groups_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction):
        on_restriction_changed(sender, instance)


def before_group_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """A group is deleted: restrictions to it change, and no signal of theirs says so."""
    paths = Page.objects.filter(view_restrictions__groups=instance).values_list("path", flat=True).distinct()
    for path in paths:
        tell_changed_readers(path)


def before_site_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A site is about to be saved or deleted: remember where the pages of all sites stand."""
    instance._roots_before = site_roots()


def on_site_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A site got another home page or audience, or is no more: any address may differ, of pages it had before too."""
    tell_lost_sites(instance.__dict__.pop("_roots_before", ()))
    subtrees_changed.send(sender=Page, keys=_keys(Page.objects.order_by("path")))


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    # The admin's search reads the tables themselves: no save or deletion need ask for the page once more to index it.
    Page.search_auto_update = False
    options: dict[str, Any] = {"dispatch_uid": "headland"}
    post_save.connect(on_page_saved, **options)
    pre_delete.connect(before_delete, sender=Page, dispatch_uid="headland-page-deleted")
    page_unpublished.connect(on_page_unpublished, **options)
    # Publishing saves the page, which is told above.
    post_page_move.connect(on_page_changed, **options)
    path_updated.connect(on_tree_changed, **options)
    post_save.connect(on_revision_saved, sender=Revision, dispatch_uid="headland-revision")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction_changed, sender=PageViewRestriction, dispatch_uid="headland-restriction")
        for number, model in enumerate((Site, SiteAudience)):
            signal.connect(on_site_changed, sender=model, dispatch_uid=f"headland-site-{number}")
    for signal in (pre_save, pre_delete):
        for number, model in enumerate((Site, SiteAudience)):
            signal.connect(before_site_changed, sender=model, dispatch_uid=f"headland-site-before-{number}")
    pre_delete.connect(before_group_deleted, sender=Group, dispatch_uid="headland-group")
    through = PageViewRestriction.groups.through
    m2m_changed.connect(_on_groups_changed, sender=through, dispatch_uid="headland-groups")
