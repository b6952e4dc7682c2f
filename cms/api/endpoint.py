"""Read-only routes of the API: a subclass declares its parameters and returns a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from cms.api import clock
from cms.api.freshness import PRIVATE
from cms.api.parameters import Parameter, choice, read_parameters
from cms.api.reader import Reader, noticed_damage, reader_for, reader_of
from cms.api.reply import Reply
from cms.api.responding import respond
from cms.api.view import ApiView
from cms.api.wire import allowed_origin, vary
from site_content.audiences import STAFF, readable_audiences

AUDIENCE = choice(
    "audience", readable_audiences(STAFF), "", "Only items for this audience. Leave it out for both audiences."
)
CORS_REQUEST_HEADERS = "Accept, If-None-Match, If-Modified-Since"
STAFF_VARY = "Cookie, Authorization, Accept-Encoding"


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One question to the API: who reads, when, which parameters, and the address that was asked for.

    ``audiences`` are those the reader may see and asked for. ``url`` has no query; ``query`` is it.
    """

    reader: Reader
    now: int
    values: dict[str, Any]
    audiences: tuple[str, ...]
    url: str
    query: dict[str, list[str]]


class Endpoint(ApiView):
    """A read-only route. A subclass says which parameters there are and answers a question.

    The class attributes below are also what the API's description is made from (cms.openapi).
    """

    reader_name: ClassVar[str] = "public"
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    operation: ClassVar[str] = ""
    tag: ClassVar[str] = "content"
    # The name of the answer's shape in cms/openapi/schemas.py, or of an item schema.
    answer_schema: ClassVar[str] = ""
    # False where the audience of the documents does not matter.
    has_audience: ClassVar[bool] = True
    # Error statuses beside those that every route has.
    errors: ClassVar[tuple[int, ...]] = ()
    methods: ClassVar[tuple[str, ...]] = ("GET", "HEAD", "OPTIONS")

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer a question. Raises Problem, or what cms.api.errors knows."""
        raise NotImplementedError

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters of this route for its reader: staff may also choose an audience."""
        with_audience = self.has_audience and self.reader_name == "staff"
        return (*self.parameters, AUDIENCE) if with_audience else self.parameters

    def get(self, request: Request, **route: str | UUID) -> HttpResponse:
        """Answer GET and HEAD."""
        http: HttpRequest = request._request
        values = read_parameters(self.all_parameters(), http.GET)
        staff = self.reader_name == STAFF
        reader = reader_of(self.reader_name, request.user) if staff else reader_for(self.reader_name)
        chosen = values.pop("audience", "")
        api_request = ApiRequest(
            reader,
            clock.now(),
            values,
            (chosen,) if chosen else reader.audiences,
            f"{http.scheme}://{http.get_host()}{http.path.rstrip('/')}",
            dict(http.GET.lists()),
        )
        with noticed_damage(reader):
            reply = self.answer(api_request, **route)
        return respond(http, self.shared_with(reply))

    head = get

    def shared_with(self, reply: Reply) -> Reply:
        """Return the reply as this reader may keep it: staff answers are nobody else's, and are kept nowhere."""
        if self.reader_name == "public":
            return reply
        reply.cache_control, reply.keep_until, reply.keys = PRIVATE, 0, ""
        reply.headers = (*reply.headers, ("Vary", STAFF_VARY))
        return reply

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer which methods there are, and a browser's question before it calls from another origin."""
        methods = ", ".join(self.methods)
        headers = [("Allow", methods)]
        origin = request._request.headers.get("Origin", "")
        if self.reader_name == "public" and origin and allowed_origin(origin):
            headers += [
                ("Access-Control-Allow-Methods", methods),
                ("Access-Control-Allow-Headers", CORS_REQUEST_HEADERS),
            ]
            headers += [("Access-Control-Max-Age", "86400"), ("Vary", vary())]
        return respond(request._request, Reply(204, b"", headers=tuple(headers)))
