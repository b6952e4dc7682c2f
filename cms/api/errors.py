"""Problem details: turn every error into problem+json (RFC 9457)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework.exceptions import APIException

from cms.api.freshness import NO_STORE
from cms.api.reply import Reply, to_bytes
from search.errors import EngineUnavailable, InvalidRequest
from site_content.episodes import Episode
from site_content.followers.copies.opening import CopyUnavailable

PROBLEM_JSON = "application/problem+json"
_unreadable = Episode("a copy could not be read")


class Problem(Exception):
    """An error to tell the client. ``more`` are further members; ``cache_control`` lets a lasting one be kept."""

    def __init__(
        self,
        status: int,
        detail: str,
        more: dict[str, Any] | None = None,
        headers: Sequence[tuple[str, str]] = (),
        cache_control: str = NO_STORE,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more or {}
        self.headers = tuple(headers)
        self.cache_control = cache_control


def invalid(errors: Sequence[tuple[str, str]]) -> Problem:
    """Return the 400 for parameters that cannot be understood: (parameter, what to do about it)."""
    errors_json = [{"parameter": name, "message": message} for name, message in errors]
    return Problem(400, "Some parameters are not valid. See errors.", {"errors": errors_json})


def unavailable() -> Problem:
    """Return the 503 for the moments before a copy is there, or while it is swapped."""
    return Problem(503, "The content is not ready yet. Try again in a moment.", headers=[("Retry-After", "2")])


def problem_reply(problem: Problem, instance: str) -> Reply:
    """Return a problem as an answer. ``instance`` is the path that was asked for."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance[:500],
        **problem.more,
    }
    return Reply(
        problem.status,
        to_bytes(body),
        content_type=PROBLEM_JSON,
        cache_control=problem.cache_control,
        headers=problem.headers,
    )


def problem_of(error: BaseException) -> Problem | None:
    """Return the problem that an exception means to a client, or None: then it is a fault of ours (500)."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, InvalidRequest):
        return invalid([(error.parameter, error.message)])
    if isinstance(error, CopyUnavailable | EngineUnavailable):
        return unavailable()
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        # Damage is told by the copy (CopyFile.note); here it would be a traceback for each reader.
        _unreadable.begin(error)
        return unavailable()
    if isinstance(error, Http404):
        return Problem(404, "There is nothing at this address.")
    if isinstance(error, PermissionDenied):
        return Problem(403, "You do not have permission to do this.")
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "The request is too large.")
    if isinstance(error, APIException):
        return _of_framework(error)
    return None


def _of_framework(error: APIException) -> Problem:
    headers = []
    if wait := getattr(error, "wait", None):
        headers.append(("Retry-After", str(int(wait) + 1)))
    if challenge := getattr(error, "auth_header", None):
        headers.append(("WWW-Authenticate", str(challenge)))
    detail = error.detail if isinstance(error.detail, str) else "The request is not valid."
    return Problem(error.status_code, str(detail), headers=headers)
