"""Usage events of a site: record a search, an opened result or page feedback. Nothing personal.

An event goes to the spool and is counted from there (site_content.search_settings.usage): the public process has
no database.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from cms.api import clock
from cms.api.client_address import client_address
from cms.api.endpoint import Endpoint
from cms.api.errors import Problem, invalid
from cms.api.freshness import NO_STORE
from cms.api.limits import limits
from cms.api.paths import MAX_PATH, canonical_path
from cms.api.query_ids import MAX_ID, read_query_id
from cms.api.reply import Reply
from cms.api.request_body import Body, boolean, one_of, string, whole_number
from cms.api.responding import respond
from site_content.search_settings.usage.spool import Spool

MAX_COMMENT = 2000
MAX_POSITION = 10_000


class EventEndpoint(Endpoint):
    """A route that takes one event and answers 202."""

    methods = ("POST",)
    tag = "usage"
    errors = (403, 429)
    # The setting of how many events one address may send.
    rate: ClassVar[str]

    def event(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the event that a body tells of. Raises Problem."""
        raise NotImplementedError

    def is_new(self, body: dict[str, Any], address: str) -> bool:
        """Say whether an event is to be counted; 202 is the answer in any case."""
        return True

    def post(self, request: Request, **route: str | UUID) -> HttpResponse:
        """Take an event. 503 when the spool is full: nothing is counted, and nothing else breaks."""
        http: HttpRequest = request._request
        check_origin(http)
        body = self.body_values(request)
        event = {**self.event(body), "audience": self.reader_name}
        address = client_address(http.META)
        if wait := limits().wait(self.operation, getattr(settings, self.rate), address):
            raise Problem(
                429,
                f"Too many of these from this address. Try again in {wait} s.",
                headers=[("Retry-After", str(wait))],
            )
        if self.is_new(body, address) and not Spool(settings.SPOOL).add(event):
            raise Problem(
                503, "The server cannot count more for now. Try again later.", headers=[("Retry-After", "60")]
            )
        return respond(http, Reply(202, b"", cache_control=NO_STORE))


def check_origin(http: HttpRequest) -> None:
    """Refuse what a page of somebody else's site sends (403). A client that is no browser names no origin."""
    origin = http.headers.get("Origin")
    own = {f"{http.scheme}://{http.get_host()}", *settings.SITE_URLS, *settings.CORS_ORIGINS}
    if origin is not None and origin not in own and settings.CORS_ORIGINS != ["*"]:
        raise Problem(403, "Pages of this origin cannot send this.")


class SearchEvent(EventEndpoint):
    """Tell that a search was shown, or which of its results was opened: ``{"query_id", "kind", "position"}``."""

    operation = "search_event"
    rate = "EVENT_RATE"
    body = Body(
        (
            string("query_id", MAX_ID),
            one_of("kind", "search", "click"),
            whole_number("position", 1, MAX_POSITION, "Position of the result, counted from 1"),
        ),
        "SearchEvent",
        "A search was shown, or one of its results opened.",
    )

    def is_new(self, body: dict[str, Any], address: str) -> bool:
        """Say whether this reader sends this query id for the first time of its kind today.

        The same search of the same day has the same id for all readers, so an id alone would count one of them.
        """
        return limits().wait("query id", "1/day", f"{body['kind']}\n{body['query_id']}\n{address}") == 0

    def event(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the event. The query id says which search it was; one we did not sign is refused."""
        query_id = read_query_id(body["query_id"])
        if query_id is None:
            raise invalid([("query_id", "This is not the query_id of a search.")])
        if body["kind"] == "click" and body["position"] is None:
            raise invalid([("position", "Send the position of the opened result, counted from 1.")])
        event = {"kind": body["kind"], "day": query_id.day, "query": query_id.query}
        more = {"position": body["position"]} if body["kind"] == "click" else {"found": not query_id.found_nothing}
        return {**event, **more}


class Feedback(EventEndpoint):
    """Tell whether a page was useful: ``{"path", "useful", "text"}``. ``text`` may be absent."""

    operation = "feedback"
    rate = "FEEDBACK_RATE"
    body = Body(
        (string("path", MAX_PATH), boolean("useful"), string("text", MAX_COMMENT, needed=False)),
        "FeedbackEvent",
        "Whether a page was useful.",
    )

    def event(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the event."""
        path = canonical_path(body["path"])
        if path is None:
            raise invalid([("path", "No page can be at this path.")])
        return {"kind": "feedback", "day": clock.day(clock.now()), **body, "path": path}
