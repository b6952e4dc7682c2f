"""The indexes of this installation, from its settings."""

from __future__ import annotations

from django.conf import settings

from search.elastic import Index, connect
from site_content.publishing.singletons import AUDIENCES


def index_name(audience: str) -> str:
    """Return the alias that searches of an audience read: a client may hold a key for this one alone."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{audience}"


def configured_indexes() -> dict[str, Index]:
    """Return audience → index; empty when ELASTICSEARCH_URL is not set."""
    if not settings.ELASTICSEARCH_URL:
        return {}
    client = connect(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY)
    return {audience: Index(client, index_name(audience)) for audience in AUDIENCES}
