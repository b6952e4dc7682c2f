"""The indexes of this installation, from its settings."""

from __future__ import annotations

from django.conf import settings

from search.elastic import Index, connect
from site_content.audiences import AUDIENCES
from site_content.followers.engines import index_name


def configured_indexes() -> dict[str, Index]:
    """Return audience → index; empty when ELASTICSEARCH_URL is not set."""
    if not settings.ELASTICSEARCH_URL:
        return {}
    client = connect(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY)
    return {audience: Index(client, index_name(audience)) for audience in AUDIENCES}
