"""The preview routes for a front end's server: exchange a token for a key, and a key for the draft."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from cms.api.errors import Problem
from cms.api.freshness import PRIVATE
from cms.api.reply import Reply, json_reply
from cms.api.request_body import Body, token
from cms.api.responding import respond
from cms.api.view import ApiView
from site_content.pages.preview import MAX_TOKEN, PreviewRefused, exchange, previewed_item

REFUSED = "This preview link is not valid any more. Open a new preview from the page's editor."


class PreviewView(ApiView):
    """What both routes share: no sign-in, small bodies."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    max_body_bytes = 4096


class Exchange(PreviewView):
    """POST ``{"token"}``: a key for a token, which then works no more."""

    methods = ("POST",)
    body = Body((token("token", MAX_TOKEN),))

    def post(self, request: Request) -> HttpResponse:
        """Answer ``{"key", "audience", "path", "seconds"}``."""
        try:
            grant = exchange(self.body_values(request)["token"])
        except PreviewRefused as error:
            raise Problem(403, REFUSED) from error
        return respond(request._request, private(json_reply(asdict(grant))))


class PreviewItem(PreviewView):
    """GET with ``Authorization: Preview <key>``: the draft as its readers would see it."""

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
