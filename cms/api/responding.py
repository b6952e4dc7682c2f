"""Responses: send an answer through Django."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from cms.api.errors import Problem, problem_of, problem_reply
from cms.api.refused_hosts import HOST_REFUSED, note_refused_host
from cms.api.reply import Reply
from cms.api.wire import finish, variant_of

NO_ENCODING = Problem(406, "Accept-Encoding allows no encoding that the server has. Allow br, gzip or identity.")


def respond(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Return the response for a request. It carries ``reply``, so that what stands in front of Django may keep it."""
    variant = variant_of(request.META, request.is_secure())
    if not request.path.startswith("/api/public/"):
        variant = variant._replace(origin=None)
    wire_response = finish(reply, variant, request.META) or finish(
        problem_reply(NO_ENCODING, request.path), variant, request.META
    )
    assert wire_response is not None
    response = HttpResponse(
        wire_response.body, status=int(wire_response.status[:3]), headers=dict(wire_response.headers)
    )
    if response.status_code in {204, 304}:
        del response["Content-Type"]
    response.reply = reply  # type: ignore[attr-defined]
    return response


def respond_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return an error's response."""
    return respond(request, problem_reply(problem, request.path))


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn what a view raised into a response (the framework's EXCEPTION_HANDLER); None lets it be a 500."""
    problem = problem_of(error)
    return None if problem is None else respond_problem(context["request"]._request, problem)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before any view: an unknown host, too many fields, too large a body."""
    too_large = isinstance(exception, RequestDataTooBig)
    if isinstance(exception, DisallowedHost):
        note_refused_host(request)
        return respond_problem(
            request, Problem(400, "This server does not serve that host name.", {"code": HOST_REFUSED})
        )
    detail = "The request is too large." if too_large else "The request is not valid."
    return respond_problem(request, Problem(413 if too_large else 400, detail))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return respond_problem(request, Problem(403, "You do not have permission to do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that no route has."""
    return respond_problem(request, Problem(404, "There is nothing at this address."))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; what it was stands in the log, not here."""
    return respond_problem(request, Problem(500, "Something went wrong on the server. Try again later."))
