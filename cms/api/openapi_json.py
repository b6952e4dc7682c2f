"""The API's description: serves docs/openapi.json, and a page to read and try it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.freshness import Freshness, freshness
from cms.api.reply import Reply, json_reply

PINNED = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
SIDECAR = "drf_spectacular_sidecar/swagger-ui-dist"


class Description(Endpoint):
    """This description: OpenAPI 3.1, with a schema for every content type and block."""

    operation = "openapi"
    tag = "about"
    answer_schema = "AnyObject"
    has_audience = False

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the description."""
        return json_reply(description(api_request.reader.name), freshness())


@cache
def description(reader_name: str) -> bytes:
    """Return the pinned description; the staff API has the same routes under its own address, behind sign-in."""
    pinned = PINNED.read_bytes()
    if reader_name == "public":
        return pinned
    described = json.loads(pinned.replace(b"/api/public/v1", f"/api/{reader_name}/v1".encode()))
    described["info"]["title"] = described["info"]["title"].replace("public", reader_name)
    described["security"] = [{"session": []}, {"token": []}]
    described["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": session_cookie()},
        "token": {"type": "http", "scheme": "bearer"},
    }
    return json.dumps(described, indent=2).encode()


def session_cookie() -> str:
    """Return the name of the CMS's session cookie. The public process has no sessions, and describes none."""
    return str(settings.SESSION_COOKIE_NAME)


class Docs(Endpoint):
    """A page on which the API can be read and tried. Everything on it comes from this server."""

    has_audience = False
    media_type = "text/html"

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the page."""
        page = PAGE.format(
            style=static(f"{SIDECAR}/swagger-ui.css"),
            script=static(f"{SIDECAR}/swagger-ui-bundle.js"),
            start=f"{api_request.reader.base}/docs.js",
            described=f"{api_request.reader.base}/openapi.json",
        )
        return _page(page, "text/html; charset=utf-8")


class DocsScript(Endpoint):
    """What starts the page: a file of its own, so that the page needs no inline script."""

    media_type = "text/javascript"
    has_audience = False

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the script."""
        return _page(START, "text/javascript; charset=utf-8")


def _page(text: str, content_type: str) -> Reply:
    reply = json_reply(text.encode(), Freshness("public, max-age=300", None))
    reply.content_type = content_type
    reply.headers = (("Content-Security-Policy", POLICY),)
    return reply


# Swagger UI writes style attributes; nothing else is allowed, and nothing from anywhere else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Headland API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main id="docs" data-described="{described}">
<noscript>This page needs JavaScript. The description itself is at <a href="{described}">{described}</a>.</noscript>
</main>
<script src="{script}"></script>
<script src="{start}"></script>
</body>
</html>
"""
START = """const main = document.getElementById("docs");
SwaggerUIBundle({url: main.dataset.described, domNode: main, deepLinking: true, defaultModelsExpandDepth: 0});
"""
