"""Names of media: every file that a row of any table names, whatever its model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

_BATCH = 2000


def media_names(alias: str) -> Iterator[str]:
    """Yield the names of all files in the media folder that the database of an alias names; some come twice."""
    root = Path(settings.MEDIA_ROOT)
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and Path(getattr(field.storage, "location", "")) == root:
                rows = model._base_manager.using(alias).exclude(**{field.name: ""}).order_by()
                names = rows.values_list(field.name, flat=True).iterator(_BATCH)
                yield from (name for name in names if name)
