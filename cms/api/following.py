"""The feed thread: follows the log over HTTP inside the public process, when HEADLAND_FEED_URL is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from site_content.followers.copies.background import Background

_background: list[Background] = []


def follow() -> None:
    """Begin to follow, if this host is to keep its own copy. Where a worker keeps it, there is nothing to do."""
    feed: str = getattr(settings, "FEED_URL", "")
    if feed and not _background:
        # Only here: an HTTP client takes memory, and most processes need none.
        from site_content.followers.copies.background import start_from_feed

        path = settings.COPY_FILES["public"]
        _background.append(start_from_feed(path, "public", feed, settings.FEED_TOKEN))
