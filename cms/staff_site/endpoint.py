"""Routes for one person: answers are theirs alone, and writing needs their token (a cookie could be used by others)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from cms.api.endpoint import STAFF_VARY
from cms.api.errors import Problem
from cms.api.freshness import PRIVATE
from cms.api.parameters import Parameter, read_parameters
from cms.api.reply import Reply, json_reply
from cms.api.responding import respond
from cms.api.view import ApiView
from cms.staff_site.access import StaffAccess

READS = {"GET", "HEAD"}


class PersonEndpoint(ApiView):
    """A subclass has DRF's handlers (``get``, ``post`` …), which return JSON, or None for 204."""

    authentication_classes: list[Any] = [StaffAccess]
    permission_classes: list[Any] = [IsAuthenticated]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    # In the API's description only what integrators may rely on stands; the staff site is ours.
    schema = None

    def check_outline(self, http: HttpRequest) -> None:
        """Refuse other methods before sign-in is asked for: it would not help. Raises Problem."""
        super().check_outline(http)
        if http.method not in self.methods:
            self.http_method_not_allowed(http)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse strangers, unknown parameters, and writes that only a cookie vouches for. Raises Problem."""
        super().initial(request, *args, **kwargs)
        if request.method in READS:
            self.values = read_parameters(self.parameters, request._request.GET)
        elif self.authentication_classes and request.auth is None:
            raise Problem(403, "To write, send Authorization: Bearer <token>.")

    @property
    def person(self) -> Any:
        """Who is signed in."""
        return self.request.user

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Turn what a handler returned into a reply."""
        ready: Any = response if isinstance(response, HttpResponseBase) else _respond(request, response)
        return super().finalize_response(request, ready, *args, **kwargs)


def _respond(request: Request, value: Any) -> HttpResponse:
    reply = Reply(204, b"") if value is None else json_reply(value)
    reply.cache_control, reply.keep_until, reply.etag = PRIVATE, 0, ""
    reply.headers = (("Vary", STAFF_VARY), ("X-Robots-Tag", "noindex"))
    return respond(request._request, reply)
