"""The feed: gives delivery hosts the log over HTTP."""

from __future__ import annotations

from typing import Any

from site_content.followers.source import DatabaseSource
from site_content.items.change import to_json

MAX_LIMIT = 500


def feed_page(after: int, limit: int, audience: str) -> dict[str, Any]:
    """Return a page of the log as JSON, as ``copies.feed.FeedSource`` reads it.

    ``limit`` is held to MAX_LIMIT; a page of large items ends sooner. Raises SourceUnavailable (answer 503) and
    ValueError for a negative number (answer 400). Not for readers: what is scheduled is in it.
    """
    if after < 0 or limit < 1:
        raise ValueError("after must not be negative, and limit at least 1")
    page = DatabaseSource(audience).page(after, min(limit, MAX_LIMIT))
    return {
        "audience": audience,
        "changes": [to_json(change) for change in page.changes],
        "position": page.position,
        "head": page.head,
        "start": page.start,
        "mark": page.mark,
        "reset_below": page.reset_below,
    }
