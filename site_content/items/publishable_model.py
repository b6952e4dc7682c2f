"""``PublishableModel``: a plain Django model that editors publish, schedule and withdraw without a page.

A model subclasses it, says where it stands and who may edit it, and is registered once::

    class Person(PublishableModel):
        item_type = "person"
        Details = PersonDetails
        title = models.CharField(max_length=200)
        slug = models.SlugField(unique=True)

        def address(self) -> Address | None:
            return Address("staff", f"/people/{self.slug}")

    register_kind(ModelKind("person", Person))
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.utils import timezone

from site_content.items.kinds import Kind, keys_of
from site_content.items.publishable import Publishable
from site_content.items.signals import publishables_changed


class PublishableModel(Publishable, models.Model):
    """Rows that become items. ``live`` is whether it is published; a moment ahead in ``go_live_at`` schedules it."""

    content_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    live = models.BooleanField(default=False)
    go_live_at = models.DateTimeField(null=True, blank=True)
    expire_at = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, editable=False)
    last_published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and ask publishing to follow in the same transaction."""
        if self.live:
            self.last_published_at = timezone.now()
            self.first_published_at = self.first_published_at or self.last_published_at
        with transaction.atomic():
            super().save(*args, **kwargs)
            publishables_changed.send(sender=type(self), keys=[self.key])

    def is_readable(self) -> bool:
        """Say whether it is live at an address."""
        return self.live and self.is_open()

    def scheduled(self) -> Publishable | None:
        """Return it as it will be at ``go_live_at``; None when it is live or nothing is planned."""
        if self.live or self.go_live_at is None:
            return None
        future = copy.copy(self)
        future.live_from = self.go_live_at
        future.first_published_at = self.first_published_at or self.go_live_at
        future.last_published_at = self.go_live_at
        return future

    def may_be_edited_by(self, user: Any) -> bool:
        """Say whether a user has Django's permission to change rows of the model."""
        return bool(user.has_perm(f"{self._meta.app_label}.change_{self._meta.model_name}"))

    @property
    def shown_date(self) -> datetime | None:
        """When it was first published."""
        return self.first_published_at

    @property
    def updated_date(self) -> datetime | None:
        """When it was last published."""
        return self.last_published_at


class ModelKind(Kind):
    """The rows of one PublishableModel. Making one hears the model's deletions."""

    def __init__(self, name: str, model: type[PublishableModel], edit_url: Callable[[int], str] | None = None) -> None:
        self.name = name  # type: ignore[misc]  # a kind of one model has its name from here, others from their class
        self.model = model
        self._edit_url = edit_url
        model.kind = name
        post_delete.connect(_on_deleted, sender=model, dispatch_uid=f"headland-deleted-{name}")

    @property
    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows

    def get(self, pk: int) -> Publishable | None:
        """Return a row."""
        row: Publishable | None = self._rows.filter(pk=pk).first()
        return row

    def of(self, draft: Any) -> Publishable:
        """Return the row itself: it answers what publishing asks."""
        subject: Publishable = draft
        return subject

    def keys(self) -> QuerySet[Any]:
        """Return the keys of all rows, oldest first."""
        return keys_of(self.name, self._rows.order_by("pk"))

    def expired(self, now: datetime) -> list[int]:
        """Return live rows whose expiry has passed."""
        rows = self._rows.filter(live=True, expire_at__lte=now).order_by("expire_at")
        return list(rows.values_list("pk", flat=True))

    def expire(self, pk: int) -> bool:
        """Take an expired row from readers."""
        row = self._rows.filter(pk=pk, live=True, expire_at__lte=timezone.now()).first()
        if row is None:
            return False
        row.live = False
        row.go_live_at = None
        row.save()
        return True

    def due(self, now: datetime) -> list[int]:
        """Return rows whose moment has come."""
        rows = self._rows.filter(live=False, go_live_at__lte=now).order_by("go_live_at")
        return list(rows.values_list("pk", flat=True))

    def go_live(self, number: int) -> bool:
        """Publish a row that is due."""
        row = self._rows.filter(pk=number, live=False, go_live_at__lte=timezone.now()).first()
        if row is None:
            return False
        row.live, row.go_live_at = True, None
        row.save()
        return True

    def edit_url(self, pk: int) -> str:
        """Return where editors edit a row, as the kind was told."""
        return self._edit_url(pk) if self._edit_url else ""


def _on_deleted(sender: type[PublishableModel], instance: PublishableModel, **kwargs: Any) -> None:
    publishables_changed.send(sender=sender, keys=[instance.key])
