"""JSON text: writes items as the API serves them, with times in RFC 3339."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def to_text(body: dict[str, Any]) -> str:
    """Return JSON text as served: compact, keys as made, non-ASCII kept."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def rfc3339(moment: datetime | None) -> str | None:
    """Return a time in UTC with ``Z`` and whole seconds (RFC 3339)."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
