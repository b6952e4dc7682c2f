"""Media changes: make items again when a picture or file is replaced, renamed, moved, or deleted.

What readers must not see any more comes first, and at once for all items that name it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save

from site_content.audiences import PUBLIC
from site_content.media.addresses import FILES
from site_content.media.files import published_name
from site_content.media.models import RENDITIONS, SiteFile, SiteImage
from site_content.publishing.closures import close_medium
from site_content.publishing.refresh_queue import enqueue_users_of
from site_content.publishing.signals import drain_after_commit
from site_content.publishing.source_changes import before_save, is_unchanged


def refresh_users_of(medium: SiteImage | SiteFile, *, is_deleted: bool = False) -> None:
    """Mark the items that use a medium; take it from readers where they are to read it no more."""
    is_image = isinstance(medium, SiteImage)
    target = f"{'image' if is_image else 'file'}:{medium.pk}"
    prefix = f"{RENDITIONS}/{medium.pk}/" if is_image else f"{FILES}/{medium.pk}-"
    if is_deleted or (isinstance(medium, SiteImage) and medium.is_replaced):
        close_medium(target, prefix)
    elif isinstance(medium, SiteFile):
        close_medium(target, prefix, [published_name(medium)])
    if medium.staff_only and not is_deleted:
        close_medium(target, prefix, audiences=[PUBLIC])
    enqueue_users_of(target)
    drain_after_commit()


def on_saved(sender: type, instance: Any, **kwargs: Any) -> None:
    """An image or file was replaced, renamed or moved between collections."""
    if not is_unchanged(sender, instance):
        refresh_users_of(instance)


def on_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """An image or file is no more."""
    refresh_users_of(instance, is_deleted=True)


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    models: tuple[type[Model], ...] = (SiteImage, SiteFile)
    for number, model in enumerate(models):
        pre_save.connect(before_save, sender=model, dispatch_uid=f"headland-media-before-{number}")
        post_save.connect(on_saved, sender=model, dispatch_uid=f"headland-media-saved-{number}")
        post_delete.connect(on_deleted, sender=model, dispatch_uid=f"headland-media-deleted-{number}")
