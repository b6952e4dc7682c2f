"""The source document: what every reader hands on before there is a page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

# Raised when the converters make something else of the same source, so that importing again brings it in.
CONVERSION = 2
MAX_RECORD_BYTES = 5 * 1024 * 1024
MAX_NAMES = 50


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document as read. ``source`` and ``source_id`` name it for ever; ``address`` is where its source keeps it.

    ``site`` is the address of the site it stood on (without trailing slash; empty: unknown) and ``files_url`` the one
    that relative addresses are relative to. ``folder`` is where pictures and files given with it lie. ``notes`` are
    sentences for the report about what could not be read.
    """

    source: str
    source_id: str
    kind: str
    title: str
    html: str
    address: str = ""
    summary: str = ""
    slug: str = ""
    published: datetime | None = None
    reviewed: date | None = None
    next_review: date | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    keywords: str = ""
    series: str = ""
    owner: str = ""
    lead_image: str = ""
    lead_image_alt: str = ""
    site: str = ""
    files_url: str = ""
    folder: Path | None = None
    draft: bool = False
    notes: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return a hash of everything that ends up on the page: the same document has the same digest."""
        fields: dict[str, Any] = {**asdict(self), "folder": "", "conversion": CONVERSION}
        return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A record that is no content for a page, and why."""

    place: str
    reason: str


SourceRecord = SourceDocument | BadRecord | SkippedRecord


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the command line says of the sources: a name for them, what kind they are, where they stood."""

    source: str = ""
    kind: str = ""
    sites: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None

    def site_of(self, source: str) -> str:
        """Return the address of the site a source stood on, or an empty string."""
        return self.sites.get(source) or self.sites.get("") or ""
