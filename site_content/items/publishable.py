"""``Publishable``: what publishing asks of whatever becomes an item."""

from __future__ import annotations

from typing import Any, Protocol


class Publishable(Protocol):
    """A page today; later a vacancy or a person. Attributes hold what a Django model's fields hold."""

    Details: Any
    item_type: Any
    pk: Any
    path: Any
    steplen: Any
    content_id: Any
    translation_key: Any
    title: Any
    summary: Any
    search_keywords: Any
    search_description: Any
    seo_title: Any
    change_note: Any
    topics: Any
    related: Any
    tags: Any
    lead_image: Any
    lead_image_alt: Any
    lead_image_decorative: Any
    social_image: Any
    first_published_at: Any
    last_published_at: Any
    latest_revision_id: Any

    @property
    def shown_date(self) -> Any: ...

    def extra_links(self, resolver: Any) -> dict[str, list[dict[str, Any]]]: ...

    def part_paths(self, details: dict[str, Any]) -> list[str]: ...
