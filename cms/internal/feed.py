"""The log for delivery hosts that hold no database credentials: everything of one audience, with a token."""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from cms.api.endpoint import Endpoint
from cms.api.errors import Problem
from cms.api.freshness import PRIVATE
from cms.api.parameters import choice, integer, read_parameters
from cms.api.reply import json_reply
from cms.api.responding import respond
from site_content.audiences import AUDIENCES, PUBLIC
from site_content.followers.copies.source import SourceUnavailable
from site_content.followers.feed import MAX_LIMIT, feed_page

MIN_TOKEN_LENGTH = 16


class Feed(Endpoint):
    """Changes after a position as followers need them, what is scheduled too. Not for readers."""

    has_audience = False
    parameters = (
        integer("after", 0, 2**53, 0, "The position that you have reached."),
        integer("limit", 1, MAX_LIMIT, MAX_LIMIT, "Number of changes on a page."),
        choice("audience", AUDIENCES, PUBLIC, "Audience of the copy."),
    )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse everyone without the token, and everyone while there is none to have."""
        super().initial(request, *args, **kwargs)
        scheme, _, credentials = request._request.headers.get("Authorization", "").partition(" ")
        token: str = settings.FEED_TOKEN
        sound = len(token) >= MIN_TOKEN_LENGTH and scheme.lower() == "bearer"
        if not hmac.compare_digest(credentials.strip().encode(), token.encode()) or not sound:
            challenge = ("WWW-Authenticate", 'Bearer realm="Headland feed"')
            raise Problem(401, "Send the feed's token: Authorization: Bearer <token>.", headers=[challenge])

    def get(self, request: Request, **route: Any) -> HttpResponse:
        """Answer one page of the log."""
        http: HttpRequest = request._request
        values = read_parameters(self.parameters, http.GET)
        try:
            page = feed_page(values["after"], values["limit"], values["audience"])
        except SourceUnavailable as error:
            raise Problem(503, "The log cannot be read now.", headers=[("Retry-After", "2")]) from error
        reply = json_reply(page)
        reply.cache_control = PRIVATE
        reply.headers = (("Vary", "Authorization, Accept-Encoding"),)
        return respond(http, reply)

    head = get
