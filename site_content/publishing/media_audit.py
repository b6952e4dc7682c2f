"""Media audit: compares media, items and bytes in every direction."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import QuerySet

from site_content.audiences import AUDIENCES, PUBLIC
from site_content.items.models import Item
from site_content.media.addresses import media_url, stored_name
from site_content.media.files import published_name
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.media.one_folder import OLD_PRIVATE_FOLDER

# What is being uploaded has bytes before it has a row.
_UPLOAD_SECONDS = 3600
_BATCH = 500


def media_faults() -> Iterator[str]:
    """Yield a sentence for each fault: what is wrong, and what to do where that is not to run ``publish_items``."""
    media = _known_media()
    yield from _faults_of_items(media)
    yield from _faults_of_bytes()


def _known_media() -> dict[str, bool]:
    """Return name → whether it is for staff only, for every size of a picture and every file."""
    sizes = SiteRendition.objects.values_list("file", "image__staff_only")
    files = {published_name(file): file.staff_only for file in SiteFile.objects.iterator(_BATCH)}
    return {name: bool(staff_only) for name, staff_only in sizes.iterator(_BATCH)} | files


def _faults_of_items(media: dict[str, bool]) -> Iterator[str]:
    live = Item.objects.filter(state="live")
    # Of a scheduled item too: what its card shows is on its own page from the same second.
    public = {medium["name"] for row in _media_of(live.filter(audience=PUBLIC)) for medium in row}
    addresses = {audience: _pattern(media_url(audience)) for audience in AUDIENCES}
    for row in live.only("audience", "path", "slot", "state", "version", "body", "media").iterator(_BATCH):
        named = {medium["name"] for medium in row.media}
        body_names = {
            audience: {unquote(name) for name in pattern.findall(row.body)} for audience, pattern in addresses.items()
        }
        for name in sorted(named - body_names[row.audience]):
            yield f"{row}: it lets readers read {name}, but does not show it"
        for name in sorted(named - media.keys()):
            yield f"{row}: it names {name}, which is of no picture or file"
        if row.audience == PUBLIC:
            for name in sorted(name for name in named if media.get(name)):
                yield f"{row}: it is public and names {name}, which is for staff only"
            for name in sorted((body_names[PUBLIC] & media.keys()) - public):
                yield f"{row}: it shows {name}, which no public item lets readers read"
        for audience in AUDIENCES:
            for name in sorted(body_names[audience] & media.keys()) if audience != row.audience else ():
                yield f"{row}: it shows {name} at the address of the {audience} audience"


def _media_of(rows: QuerySet[Item]) -> Iterator[list[dict[str, str]]]:
    return rows.exclude(media=[]).values_list("media", flat=True).iterator(_BATCH)


def _pattern(base: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(base)}([^\s\"'<>\\?#]+)")


def _faults_of_bytes() -> Iterator[str]:
    root = Path(settings.MEDIA_ROOT)
    models: dict[str, Any] = {"picture": SiteImage, "file": SiteFile, "size of picture": SiteRendition}
    stored: set[str] = set()
    for word, model in models.items():
        for pk, name in model._default_manager.values_list("pk", "file").iterator(_BATCH):
            stored.add(name)
            if not (root / stored_name(name)).is_file():
                yield f"{word} {pk}: there are no bytes at {name}. Restore them from a backup, or upload it again"
    before = time.time() - _UPLOAD_SECONDS
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name not in stored and path.is_file() and path.stat().st_mtime < before:
            yield f"{name}: there are bytes, but no picture or file. Delete them if no older database needs them"
    for path in sorted(root.with_name(OLD_PRIVATE_FOLDER).rglob("*")):
        if path.is_file():
            yield f"{OLD_PRIVATE_FOLDER}/{path.name}: it lies in the folder of an older version"
