"""Routes for one person: answers are theirs alone, and writing needs their token (a cookie could be used by others)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.api.endpoint import STAFF_VARY, check_bounds
from cms.api.errors import Problem
from cms.api.freshness import PRIVATE
from cms.api.negotiation import accepts
from cms.api.parameters import Parameter, read_parameters
from cms.api.reply import Reply, json_reply
from cms.api.responding import respond
from cms.staff_site.access import StaffAccess

READS = {"GET", "HEAD"}


class PersonEndpoint(APIView):
    """A subclass answers ``reading``, ``posting``, ``putting`` or ``deleting`` with JSON, or None for 204."""

    authentication_classes: list[Any] = [StaffAccess]
    permission_classes: list[Any] = [IsAuthenticated]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    methods: ClassVar[tuple[str, ...]] = ("GET", "HEAD")
    # In the API's description only what integrators may rely on stands; the staff site is ours.
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is out of bounds, strangers, and writes that only a cookie vouches for."""
        http: HttpRequest = request._request
        check_bounds(http)
        if http.method not in self.methods:
            raise Problem(405, f"Use {', '.join(self.methods)}.", headers=[("Allow", ", ".join(self.methods))])
        super().initial(request, *args, **kwargs)
        if http.method not in READS and self.authentication_classes and request.auth is None:
            raise Problem(403, "Writing needs Authorization: Bearer <token>.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let ``initial`` refuse methods, so that a stranger learns nothing of them by another way."""
        handlers = {"GET": self._read, "HEAD": self._read, "POST": self._post, "PUT": self._put, "DELETE": self._delete}
        name = (request.method or "").lower()
        setattr(self, name, handlers.get(request.method or "", self._read))
        self.http_method_names = [name]
        return super().dispatch(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Answer JSON."""
        if not force and not accepts(request._request.headers.get("Accept")):
            raise Problem(406, "The answer is application/json.")
        return super().perform_content_negotiation(request, force=True)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Return none: the reply has them all."""
        return {}

    def reading(self, user: Any, values: dict[str, Any], **route: Any) -> Any:
        """Return what GET answers."""
        raise NotImplementedError

    def posting(self, user: Any, request: HttpRequest, **route: Any) -> Any:
        """Do what POST asks."""
        raise NotImplementedError

    def putting(self, user: Any, request: HttpRequest, **route: Any) -> Any:
        """Do what PUT asks."""
        raise NotImplementedError

    def deleting(self, user: Any, request: HttpRequest, **route: Any) -> Any:
        """Do what DELETE asks."""
        raise NotImplementedError

    def _read(self, request: Request, **route: Any) -> HttpResponse:
        values = read_parameters(self.parameters, request._request.GET)
        return _respond(request, self.reading(request.user, values, **route))

    def _post(self, request: Request, **route: Any) -> HttpResponse:
        return _respond(request, self.posting(request.user, request._request, **route))

    def _put(self, request: Request, **route: Any) -> HttpResponse:
        return _respond(request, self.putting(request.user, request._request, **route))

    def _delete(self, request: Request, **route: Any) -> HttpResponse:
        return _respond(request, self.deleting(request.user, request._request, **route))


def _respond(request: Request, value: Any) -> HttpResponse:
    reply = Reply(204, b"") if value is None else json_reply(value)
    reply.cache_control, reply.keep_until, reply.etag = PRIVATE, 0, ""
    reply.headers = (("Vary", STAFF_VARY), ("X-Robots-Tag", "noindex"))
    return respond(request._request, reply)
