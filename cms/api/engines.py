"""Engine choice: picks the search engine for a reader, with the editors' search settings."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from cms.api.reader import Reader
from search.engine import Engine
from search.search_settings import SearchSettings
from site_content.followers.copies.opening import CopyVersion
from site_content.followers.copies.read import document
from site_content.followers.engines import engine_of


def engine_for(reader: Reader) -> Engine:
    """Return the engine of a reader; one for the life of the process, so that its breaker remembers."""
    return engine_of(reader.name, reader.copy)


class _CachedSettings(NamedTuple):
    copy_version: CopyVersion
    file: str
    value: dict[str, Any]
    search_settings: SearchSettings


_cached = threading.local()


def search_settings_for(reader: Reader) -> SearchSettings:
    """Return the editors' search settings as they stand in the copy, read again only when the copy has changed.

    The same object while they are the same: what they make ready for searches is not made at each publication.
    """
    copy_version = reader.copy.version()
    snapshot: _CachedSettings | None = getattr(_cached, reader.name, None)
    if snapshot is None or snapshot.copy_version != copy_version or snapshot.file != str(reader.copy.path):
        value = document(reader.connection(), "~search", reader.audiences[0]) or {}
        if snapshot is not None and snapshot.value == value:
            search_settings = snapshot.search_settings
        else:
            search_settings = SearchSettings.from_json(value)
        snapshot = _CachedSettings(copy_version, str(reader.copy.path), value, search_settings)
        setattr(_cached, reader.name, snapshot)
    return snapshot.search_settings
