"""Models of an uploaded image, its renditions, and an uploaded file."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.core.cache import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.db import models, transaction
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    ImageQuerySet,
    WagtailImageField,
    get_rendition_upload_to,
    get_upload_to,
)

from site_content.media.addresses import ORIGINALS
from site_content.media.ahead import once
from site_content.media.collections import is_staff_collection
from site_content.media.file_check import count_pages, refuse_unlike
from site_content.media.signals import collection_changed
from site_content.media.storage import MediaStorage
from site_content.media.strip import strip
from site_content.media.upload_check import refuse_harmful
from site_content.media.virus_check import refuse_infected

RENDITIONS = "images"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NO_CACHE = DummyCache("none", {})


def safe_name(filename: str, stem_length: int = 60) -> str:
    """Return a file name of ASCII letters, digits, dots, dashes: never hidden, never long."""
    name = PurePosixPath(filename.replace("\\", "/"))
    stem = _UNSAFE.sub("-", name.stem).strip("-.")[:stem_length] or "file"
    return stem + _UNSAFE.sub("", name.suffix.lower())[:10]


def file_upload_to(instance: SiteFile, filename: str) -> str:
    """Return where a file's original lies, named by content and name."""
    return f"{ORIGINALS}/{_digest(instance.file)}/{safe_name(filename)}"


def _digest(file: Any) -> str:
    """Return twelve hex digits of the bytes' SHA-1: enough to tell versions of one name apart."""
    digest = hashlib.sha1(usedforsecurity=False)
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()[:12]


def is_new(file: Any) -> bool:
    """Say whether a file field holds an upload that is not stored yet."""
    return bool(file) and not file._committed


def forget_original(row: Any) -> None:
    """Delete the bytes that a picture or file has now, once another upload has taken their place. Before its save."""
    manager = type(row)._default_manager
    name = manager.filter(pk=row.pk).values_list("file", flat=True).first()

    def delete() -> None:
        if name and not manager.filter(file=name).exists():
            row.file.storage.delete(name)

    transaction.on_commit(delete)


class MediaQuerySet(models.QuerySet[Any]):
    """Moves between collections by ``update`` (Wagtail's bulk action) do what a save does."""

    def update(self, **values: Any) -> int:
        """Update; when the collection changes, items that use them are made again."""
        if not {"collection", "collection_id"} & values.keys():
            return super().update(**values)
        keys = list(self.values_list("pk", flat=True))
        with transaction.atomic():
            count = super().update(**values)
            collection_changed.send(sender=self.model, keys=keys)
        return count


class SiteImageQuerySet(MediaQuerySet, ImageQuerySet):
    """Images."""


class SiteFileQuerySet(MediaQuerySet, DocumentQuerySet):
    """Files."""


class SiteImage(AbstractImage):
    """An uploaded image. ``description`` is its alternative text where a page gives none."""

    file = WagtailImageField(
        upload_to=get_upload_to, storage=MediaStorage(), width_field="width", height_field="height", max_length=255
    )
    credit = models.CharField(max_length=200, blank=True, help_text="Photographer or agency to name with the picture")
    # Kept by save() and by publishing/media_moves.py, so that publishing asks no further query.
    staff_only = models.BooleanField(default=False, editable=False)

    objects = SiteImageQuerySet.as_manager()
    # Whether the save under way, or the last, puts other bytes in place of those there were.
    is_replaced = False
    # The upload that was looked at last, so that it is looked at once.
    _clean_file: Any = None
    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"

    def get_upload_to(self, filename: str) -> str:
        """Return where the original lies, named by content and name."""
        return f"{ORIGINALS}/{_digest(self.file)}/{safe_name(filename)}"

    def clean(self) -> None:
        """Strip what the camera wrote, or refuse what is not an image we take: a form says so at its field."""
        super().clean()
        if is_new(self.file) and self.file.file is not self._clean_file:
            once(refuse_infected, self.file)
            # Named after what it is: an upload's own name may say otherwise.
            self.file = once(strip, self.file)
            self._clean_file = self.file.file

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a picture without what the camera wrote. Raises ValidationError for what is not an image we take."""
        replaced = self.is_replaced = self.pk is not None and is_new(self.file)
        if replaced:
            forget_original(self)
        if is_new(self.file):
            SiteImage.clean(self)
            self._set_image_file_metadata()
        self.staff_only = is_staff_collection(self.collection_id)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if replaced:
                self.renditions.all().delete()


class SiteRendition(AbstractRendition):
    """One size and format of an image, at an address that holds a hash of its bytes."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)
    file = WagtailImageField(
        upload_to=get_rendition_upload_to,
        storage=MediaStorage(),
        width_field="width",
        height_field="height",
        max_length=255,
    )

    # A rendition remembered in one process outlives its file when another replaces the image: always ask the table.
    cache_backend: ClassVar[BaseCache] = _NO_CACHE

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        """Return ``images/<image>/<name>.<hash>.<extension>``."""
        name = PurePosixPath(safe_name(filename))
        return f"{RENDITIONS}/{self.image_id}/{name.stem}.{_digest(self.file)}{name.suffix}"


class SiteFile(AbstractDocument):
    """An uploaded file, offered for download."""

    file = models.FileField(upload_to=file_upload_to, storage=MediaStorage(), max_length=255)
    pages = models.PositiveIntegerField(null=True, editable=False)
    staff_only = models.BooleanField(default=False, editable=False)

    objects = SiteFileQuerySet.as_manager()
    _clean_file: Any = None
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "file"

    @property
    def url(self) -> str:
        """Where editors download it; readers get the address that items name (media/files.py)."""
        return self.file.url

    def clean(self) -> None:
        """Refuse types we do not take, what is not what its name says, what is too large, and what does harm."""
        super().clean()
        if is_new(self.file) and self.file.file is not self._clean_file:
            once(refuse_unlike, self.file)
            once(refuse_infected, self.file)
            once(refuse_harmful, self.file)
            self._clean_file = self.file.file

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises ValidationError for a new file that is not what its name says."""
        if is_new(self.file):
            self.clean()
            self.pages = once(count_pages, self.file)
            forget_original(self)
            self._set_document_file_metadata()
        self.staff_only = is_staff_collection(self.collection_id)
        super().save(*args, **kwargs)
