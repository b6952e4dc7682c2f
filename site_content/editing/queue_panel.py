"""The queue on the admin's home: tells whoever may publish how much waits to be published again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from site_content.publishing.queue_status import QueueStatus, queue_status


class QueuePanel(Component):
    """One sentence while something waits; nothing else, and nothing to others."""

    name = "headland_queue"
    template_name = "site_content/editing/queue.html"
    order = 40

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return ``sentence``, empty for who may not publish."""
        user = (parent_context or {})["request"].user
        return {"sentence": sentence(queue_status()) if may_publish(user) else ""}


def may_publish(user: Any) -> bool:
    """Say whether a person may publish any page."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def sentence(status: QueueStatus) -> str:
    """Return what waits, in words; empty when nothing does."""
    if not status.waiting:
        return ""
    age = duration(status.oldest_seconds or 0)
    if status.waiting == 1:
        return f"1 page waits to be published again, for {age}."
    return f"{status.waiting:,} pages wait to be published again, the oldest for {age}."


def duration(seconds: int) -> str:
    """Return a length of time in its largest unit: ``40 s``, ``12 min``, ``3 h``."""
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7_200 else f"{seconds // 3_600} h"
