"""Facet targets: store the value of a facet whose values are pages (a topic, an author), so that it stays the same.

A rename or a move keeps it, so addresses of filters go on answering; translations share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import models
from django.db.models.signals import post_delete

from site_content.audiences import AUDIENCE_CHOICES
from site_content.items.facets import facet_of_pages
from site_content.items.publishable import Publishable
from site_content.items.visibility import Address

# A slug and those of all above it, as long as a path may be.
MAX_VALUE = 720


class FacetTarget(models.Model):
    """A target of one audience and the value it was given. All its translations have its ``translation_key``."""

    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    facet = models.CharField(max_length=40)
    value = models.CharField(max_length=MAX_VALUE)
    translation_key = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience", "facet", "value"], name="one_target_per_facet_value"),
            models.UniqueConstraint(fields=["audience", "facet", "translation_key"], name="one_value_per_facet_target"),
        ]

    def __str__(self) -> str:
        return f"{self.audience}: {self.facet}={self.value}"


def give_value(target: Publishable, address: Address) -> None:
    """Store the value of a target that has none yet. Must run under the log's lock, in the transaction that publishes.

    What is no facet's value is left alone.
    """
    facet = facet_of_pages(target.item_type)
    if facet is not None and not (key := _key(target, address.audience, facet.name)).exists():
        value = _free_value(address, facet.name)
        key.create(audience=address.audience, facet=facet.name, value=value, translation_key=target.translation_key)


def value_of(target: Publishable, address: Address) -> str:
    """Return the value of a target, or the one it would be given; empty for what is no facet's value."""
    facet = facet_of_pages(target.item_type)
    if facet is None:
        return ""
    stored = _key(target, address.audience, facet.name).values_list("value", flat=True).first()
    return str(stored or _free_value(address, facet.name))


def values_for(path: str) -> Iterator[str]:
    """Yield what a target at a path could be called: its slug, then with its parent's before it, and so on up."""
    steps = [step for step in path.split("/") if step]
    for first in range(len(steps) - 1, -1, -1):
        yield "-".join(steps[first:])
    for number in count(2):
        yield f"{'-'.join(steps)}-{number}"


def _key(target: Publishable, audience: str, facet: str) -> models.QuerySet[FacetTarget]:
    return FacetTarget.objects.filter(audience=audience, facet=facet, translation_key=target.translation_key)


def _free_value(address: Address, facet: str) -> str:
    targets = FacetTarget.objects.filter(audience=address.audience, facet=facet)
    return next(value for value in values_for(address.path) if not targets.filter(value=value).exists())


def on_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A target was deleted for good: its value is free, unless a translation of it is left."""
    facet = facet_of_pages(getattr(instance, "item_type", ""))
    if facet is None or sender._default_manager.filter(translation_key=instance.translation_key).exists():
        return
    FacetTarget.objects.filter(facet=facet.name, translation_key=instance.translation_key).delete()


def connect() -> None:
    """Connect what frees a value; called once when the app is ready."""
    post_delete.connect(on_deleted, dispatch_uid="headland-facet-targets")
