"""The app of the public process: what ``check --deploy`` looks at in its settings."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register


class DeliveryConfig(AppConfig):
    """Has no models."""

    name = "cms.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Register the check."""
        register(elasticsearch_rights, Tags.security, deploy=True)


def elasticsearch_rights(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warn when the user in Elasticsearch may do more than read what is public, or cannot be asked (W001, W002)."""
    from django.conf import settings

    if not settings.ELASTICSEARCH_URL:
        return []
    # Its client takes memory that no other command here needs.
    from search.elastic import connect
    from search.elastic.rights import needless_rights
    from search.errors import EngineUnavailable
    from site_content.followers.engines import index_name

    hint = "Give delivery a user of its own: docs/operating.md, “Users of Elasticsearch”."
    try:
        client = connect(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY)
        faults = needless_rights(client, index_name("public"), [index_name("staff")])
    except EngineUnavailable as error:
        return [Warning(f"Elasticsearch cannot say what delivery may do: {error}", hint, id="delivery.W002")]
    return [Warning(f"Elasticsearch: {fault}.", hint, id="delivery.W001") for fault in faults]
