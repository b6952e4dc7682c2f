"""The root of the API: links to every other address."""

from __future__ import annotations

from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.freshness import freshness
from cms.api.reply import Reply, json_reply

NAMES = ("content", "items", "search", "suggest", "navigation", "site", "topics", "authors", "changes", "health")


class Index(Endpoint):
    """Where to go from here."""

    operation = "index"
    tag = "about"
    answer_schema = "Index"
    has_audience = False

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the addresses of the API."""
        base = api_request.reader.base
        value = {
            "name": f"Headland {api_request.reader.name} API",
            "version": "1",
            "description": f"{base}/openapi.json",
            "docs": f"{base}/docs",
            "routes": {name: f"{base}/{name}" for name in NAMES},
        }
        return json_reply(value, freshness())
