"""Media moves: make items again when collections move, change names or become restricted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete, post_save
from treebeard.mp_tree import path_updated
from wagtail.models import Collection, CollectionViewRestriction

from site_content.media.collections import staff_roots
from site_content.media.models import SiteFile, SiteImage
from site_content.media.signals import collection_changed
from site_content.publishing.media_changes import refresh_users_of


def place(model: type[Any], keys: Iterable[int]) -> None:
    """Set ``staff_only`` of images or files from their collections.

    Items that use them are marked, so that they are made again without (or with) them.
    """
    roots = tuple(staff_roots())
    for row in model.objects.filter(pk__in=list(keys)).select_related("collection"):
        staff_only = row.collection.path.startswith(roots)
        if staff_only != row.staff_only:
            model.objects.filter(pk=row.pk).update(staff_only=staff_only)
            row.staff_only = staff_only
        refresh_users_of(row)


def on_bulk_move(sender: type[Any], keys: Iterable[int], **kwargs: Any) -> None:
    """Many were moved at once."""
    place(sender, keys)


def place_below(path: str) -> None:
    """Place every image and file in the collection at a tree path, and below it."""
    for model in (SiteImage, SiteFile):
        keys = list(model.objects.filter(collection__path__startswith=path).values_list("pk", flat=True))
        if keys:
            place(model, keys)


def on_collection_saved(sender: type, instance: Collection, **kwargs: Any) -> None:
    """A collection was renamed: to or from the name that means staff."""
    place_below(instance.path)


def on_collection_moved(sender: type, new_path: str, **kwargs: Any) -> None:
    """A collection got another parent."""
    if issubclass(sender, Collection):
        place_below(new_path)


def on_restriction_changed(sender: type, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """A collection was made private or public."""
    path = Collection.objects.filter(pk=instance.collection_id).values_list("path", flat=True).first()
    if path is not None:
        place_below(path)


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    collection_changed.connect(on_bulk_move, dispatch_uid="headland-media-bulk-move")
    post_save.connect(on_collection_saved, sender=Collection, dispatch_uid="headland-collection-saved")
    path_updated.connect(on_collection_moved, dispatch_uid="headland-collection-moved")
    for signal in (post_save, post_delete):
        signal.connect(
            on_restriction_changed, sender=CollectionViewRestriction, dispatch_uid="headland-collection-restriction"
        )
