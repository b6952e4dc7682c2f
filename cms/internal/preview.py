"""Previews for a front end's server: a token from the address becomes a key, a key shows the draft."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.api.endpoint import check_bounds
from cms.api.errors import Problem, invalid
from cms.api.freshness import PRIVATE
from cms.api.negotiation import accepts
from cms.api.reply import Reply, json_reply
from cms.api.responding import respond
from site_content.pages.preview import MAX_TOKEN, PreviewRefused, exchange, previewed_item

MAX_BODY_BYTES = 4096
REFUSED = "This preview is unknown, was used before, or is over. Start it again from the editor."


class _Preview(APIView):
    """What both routes share: nothing is stored by anyone, and errors are problem+json."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    methods = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is not JSON, or too large, before reading it."""
        http: HttpRequest = request._request
        check_bounds(http, MAX_BODY_BYTES)
        if not accepts(http.headers.get("Accept")):
            raise Problem(406, "The answer is application/json.")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Answer JSON always; ``initial`` has looked at what is accepted."""
        return super().perform_content_negotiation(request, force=True)

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse other methods, naming those there are."""
        raise Problem(405, f"Use {self.methods}.", headers=[("Allow", self.methods)])

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Return none: the reply has them all."""
        return {}


class Exchange(_Preview):
    """POST ``{"token"}``: a key for a token, which then works no more."""

    http_method_names = ["post"]
    methods = "POST"

    def post(self, request: Request) -> HttpResponse:
        """Answer ``{"key", "audience", "path", "seconds"}``."""
        http: HttpRequest = request._request
        if http.content_type != "application/json":
            raise Problem(415, "Send application/json.")
        try:
            token = json.loads(http.body)["token"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise invalid([("token", 'Send {"token": "…"}.')]) from error
        if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN or not token.isascii():
            raise invalid([("token", "This is not a token.")])
        try:
            grant = exchange(token)
        except PreviewRefused as error:
            raise Problem(403, REFUSED) from error
        return respond(http, private(json_reply(asdict(grant))))


class PreviewItem(_Preview):
    """GET with ``Authorization: Preview <key>``: the draft as its readers would see it."""

    http_method_names = ["get", "head"]
    methods = "GET, HEAD"

    def get(self, request: Request) -> HttpResponse:
        """Answer the item."""
        http: HttpRequest = request._request
        scheme, _, key = http.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "preview" or not key.strip():
            raise Problem(401, "Send Authorization: Preview <key>.", headers=[("WWW-Authenticate", "Preview")])
        try:
            item = previewed_item(key.strip())
        except PreviewRefused as error:
            raise Problem(401, REFUSED, headers=[("WWW-Authenticate", "Preview")]) from error
        return respond(http, private(json_reply(item)))

    head = get


def private(reply: Reply) -> Reply:
    """Return a reply that nobody keeps."""
    reply.cache_control = PRIVATE
    reply.headers = (("Vary", "Authorization"), ("X-Robots-Tag", "noindex"))
    return reply
