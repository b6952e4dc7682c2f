"""What tells publishing that something changed. Each only leaves a mark; the work follows the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from treebeard.mp_tree import path_updated
from wagtail.models import Page, PageViewRestriction, Revision, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from site_content.items.models import Refresh, SiteAudience
from site_content.publishing.global_items import AUDIENCES
from site_content.publishing.refresh import INLINE_REFRESHES, drain
from site_content.publishing.refresh_queue import enqueue, enqueue_pages, enqueue_users_of

# Saved with each draft; nothing published shows them.
DRAFT_FIELDS = frozenset(("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"))
_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def drain_postponed() -> Iterator[None]:
    """Leave the work that saves ask for to the caller, who drains: a run over many pages makes each listing once."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def drain_after_commit() -> None:
    """Do the first of the marked work right after this transaction commits, once however often it is asked for."""
    if _postponed.get():
        return
    pending = transaction.get_connection().run_on_commit
    if not any(entry[1] is _drain_some for entry in pending):
        transaction.on_commit(_drain_some, robust=True)


def _drain_some() -> None:
    drain(INLINE_REFRESHES)


def is_draft_only(update_fields: Any) -> bool:
    """Say whether a page's save touched only what a draft changes."""
    return update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)


def on_page_saved(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A page was saved, published, unpublished or moved: with the save, in its transaction."""
    if isinstance(instance, Page) and not is_draft_only(update_fields) and not kwargs.get("raw"):
        enqueue_pages([instance.pk])
        drain_after_commit()


def on_page_deleted(sender: type, instance: Page, **kwargs: Any) -> None:
    """A page was deleted. Its parent lists it no more, and no save will say so."""
    enqueue_pages([instance.pk])
    parent = Page.objects.filter(path=instance._get_basepath(instance.path, instance.depth - 1)).first()
    if parent is not None:
        enqueue_pages([parent.pk], Refresh.AFTER)
    drain_after_commit()


def on_page_changed(sender: type, instance: Page, **kwargs: Any) -> None:
    """Wagtail says a page was published, unpublished or moved; where it moved from and to, lists differ."""
    parents = [kwargs.get("parent_page_before"), kwargs.get("parent_page_after")]
    enqueue_pages([instance.pk])
    enqueue_pages((parent.pk for parent in parents if parent is not None), Refresh.AFTER)
    drain_after_commit()


def on_tree_changed(sender: type, old_path: str, new_path: str, **kwargs: Any) -> None:
    """A page took another place among its siblings, or another parent: treebeard moves rows without saving them.

    Another place concerns the parent's list only; under another parent every address and audience may differ.
    """
    if issubclass(sender, Page):
        parent_path = new_path[: -Page.steplen]
        if old_path[: -Page.steplen] != parent_path:
            moved = Page.objects.filter(path__startswith=new_path).order_by("path")
            enqueue_pages(moved.values_list("pk", flat=True))
        enqueue_pages(Page.objects.filter(path=parent_path).values_list("pk", flat=True), Refresh.AFTER)
        enqueue((f"~navigation:{audience}" for audience in AUDIENCES), Refresh.AFTER)
        drain_after_commit()


def on_revision_saved(sender: type, instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """A revision was scheduled, or its schedule taken back."""
    scheduled = instance.approved_go_live_at is not None or "approved_go_live_at" in (update_fields or ())
    if scheduled and issubclass(instance.content_type.model_class() or object, Page):
        enqueue_pages([int(instance.object_id)])
        drain_after_commit()


def on_restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page was made private or public: it and its whole subtree, of which no page signal speaks."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        enqueue_pages(page.get_descendants(inclusive=True).values_list("pk", flat=True))
        drain_after_commit()


def on_media_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """An image or file was replaced, renamed, moved between collections or deleted."""
    kind = "image" if hasattr(instance, "focal_point_x") else "file"
    enqueue_users_of(f"{kind}:{instance.pk}")
    # Bytes that nothing names any more go after the items that show them, unless they are not for everybody's eyes.
    enqueue([f"{kind}:{instance.pk}"], Refresh.FIRST if instance.staff_only else Refresh.AFTER)
    drain_after_commit()


def on_tag_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A tag was renamed: items carry its label."""
    enqueue_users_of(f"tag:{instance.pk}")
    drain_after_commit()


def on_site_changed(sender: type, **kwargs: Any) -> None:
    """A site got another home page or audience, or is no more: any address may differ, of pages it had before too."""
    enqueue_pages(Page.objects.order_by("path").values_list("pk", flat=True))
    drain_after_commit()


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    from django.apps import apps
    from taggit.models import Tag
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    options: dict[str, Any] = {"dispatch_uid": "headland"}
    post_save.connect(on_page_saved, **options)
    post_delete.connect(on_page_deleted, sender=Page, **options)
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(on_page_changed, **options)
    path_updated.connect(on_tree_changed, **options)
    post_save.connect(on_revision_saved, sender=Revision, dispatch_uid="headland-revision")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction_changed, sender=PageViewRestriction, dispatch_uid="headland-restriction")
        for number, model in enumerate((get_image_model(), get_document_model())):
            signal.connect(on_media_changed, sender=model, dispatch_uid=f"headland-media-{number}")
        for number, model in enumerate((Site, SiteAudience)):
            signal.connect(on_site_changed, sender=model, dispatch_uid=f"headland-site-{number}")
    post_save.connect(on_tag_changed, sender=Tag, dispatch_uid="headland-tag")
    restriction_groups = apps.get_model("wagtailcore", "PageViewRestriction").groups.through
    m2m_changed.connect(_on_groups_changed, sender=restriction_groups, dispatch_uid="headland-groups")


def _on_groups_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction):
        on_restriction_changed(sender, instance)
