"""A log in memory and the changes in it, for tests of copies that need no database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from site_content.audiences import readable_audiences
from site_content.followers.copies.source import SourcePage, SourceUnavailable
from site_content.items.change import Change

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(seconds: int) -> datetime:
    """A moment so many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def when(seconds: int = 0) -> int:
    """The same as readers of a copy say it."""
    return int(at(seconds).timestamp())


def identity(name: str) -> str:
    """The content_id of a page with this name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def change(seq: int, path: str, state: str = "live", **fields: Any) -> Change:
    """A row as ``publish`` writes it. ``title``, ``text``, ``facets`` and ``keywords`` go where they belong."""
    title, text = fields.pop("title", path.strip("/").capitalize() or "Home"), fields.pop("text", "")
    facets = {name: [{"value": v, "label": v.title()} for v in vs] for name, vs in fields.pop("facets", {}).items()}
    content_id = fields.pop("content_id", identity(path))
    kind, audience = fields.pop("type", "standard"), fields.pop("audience", "public")
    published, updated = fields.pop("published_at", NOW), fields.pop("updated_at", NOW)
    head = {"content_id": content_id, "type": kind, "audience": audience, "path": path, "title": title, "state": state}
    body = json.dumps({**head, "version": seq, "text": text, **fields.pop("more", {})}, ensure_ascii=False)
    card = entry = None
    if state == "live" and not kind.startswith("~"):
        card = {**head, "summary": "", "image": None, "locale": "en", "facets": facets}
        entry = {
            "id": content_id, "audience": audience, "type": kind, "path": path, "title": title, "version": seq,
            "card": card, "body": text, "facets": facets,
        }  # fmt: skip
    values = {
        "seq": seq, "content_id": content_id, "audience": audience, "path": path, "slot": "current", "state": state,
        "type": kind, "version": seq, "body": body, "etag": hashlib.sha256(body.encode()).hexdigest()[:32],
        "updated_at": updated, "published_at": published if state == "live" else None, "written_at": updated,
        "card": card, "entry": entry,
    }  # fmt: skip
    values |= fields
    return Change(**{"position": seq if values["slot"] == "current" else None, **values})


class MemoryLog:
    """The whole log. ``rows`` are item rows; ``lines`` tell each position from one of the same number elsewhere."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], Change] = {}
        self.lines: dict[int, str] = {}
        self.head = 0

    def put(self, path: str, state: str = "live", **fields: Any) -> Change:
        """Write a row."""
        self.head += 1
        made = change(self.head, path, state, **fields)
        self.rows[made.audience, made.path, made.slot] = made
        self.lines[self.head] = uuid.uuid4().hex
        return made

    def copy(self) -> MemoryLog:
        """A back-up."""
        other = MemoryLog()
        other.rows, other.lines, other.head = dict(self.rows), dict(self.lines), self.head
        return other

    def items(self, audience: str = "public") -> list[Change]:
        """Every row an audience may read, by seq."""
        rows = (row for row in self.rows.values() if row.audience in readable_audiences(audience))
        return sorted(rows, key=lambda row: row.seq)


class MemorySource:
    """A log as one audience may read it. ``is_away`` makes it fail; ``pages`` counts what was asked."""

    def __init__(self, log: MemoryLog, audience: str = "public") -> None:
        self.log = log
        self.audience = audience
        self.is_away = False
        self.pages = 0

    def page(self, after: int, limit: int) -> SourcePage:
        """See ``Source``."""
        self.pages += 1
        if self.is_away:
            raise SourceUnavailable("away")
        found: Sequence[Change] = [row for row in self.log.items(self.audience) if row.seq > after][:limit]
        reached = found[-1].seq if len(found) == limit else max(self.log.head, after)
        lines = self.log.lines
        return SourcePage(found, reached, self.log.head, lines.get(after, ""), lines.get(reached, ""))
