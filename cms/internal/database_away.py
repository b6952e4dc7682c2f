"""The database is away: editors read that nothing was saved, clients get problem+json, and the log has one line.

A request fails as a whole (cms.atomic_writes), so that nothing of it is saved; the page holds what the form held.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

from cms.api.errors import Problem
from cms.api.freshness import PRIVATE
from site_content.episodes import Episode

RETRY_SECONDS = 5
MAX_FIELD_CHARACTERS = 2_000_000
# What only a mistake of ours asks SQLite for: that is no outage.
_MISTAKES = ("no such table", "no such column", "syntax error")
# A page that shows a password again would leave it in a browser's history.
_WITHOUT_FIELDS = ("/admin/login", "/admin/password", "/admin/account", "/admin/users", "/sign-in")
# Whatever the connection says next proves that it is back.
episode = Episode("the database does not answer requests")
connection_created.connect(lambda **_: episode.end(), weak=False, dispatch_uid="cms.internal.database_away")


def is_away(error: BaseException | None) -> bool:
    """Say whether an error means that the database cannot be had, or not in time, and that a later try may succeed."""
    if isinstance(error, InterfaceError):
        return True
    return isinstance(error, OperationalError) and not any(mistake in str(error) for mistake in _MISTAKES)


def away_problem() -> Problem:
    """Return the 503 of the API."""
    wait = ("Retry-After", str(RETRY_SECONDS))
    return Problem(503, "The database does not answer. Nothing was saved. Try again in a moment.", headers=[wait])


def away_page(request: HttpRequest) -> HttpResponse:
    """Return the 503 page. It asks the database nothing."""
    fields, files = _fields(request)
    context = {
        "is_write": request.method not in {"GET", "HEAD"},
        "address": request.get_full_path(),
        "fields": fields,
        "files": files,
    }
    response = HttpResponse(render_to_string("cms/database_away.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = PRIVATE
    return response


def current_error() -> BaseException | None:
    """Return the error that is being handled: Django calls its handlers of 500 inside the ``except``."""
    return sys.exc_info()[1]


def _fields(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """Return the fields of a form, to be sent again, and whether files came with it; none of what is secret."""
    if request.method != "POST" or request.path.startswith(_WITHOUT_FIELDS):
        return [], False
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except (UnreadablePostError, OSError, ValueError):
        return [], False
    if sum(len(name) + len(value) for name, value in fields) > MAX_FIELD_CHARACTERS:
        return [], files
    return fields, files


class OneLineForAnOutage(logging.Filter):
    """Keeps the traceback of each request that an outage fails out of the log; the episode is told once."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written."""
        error: Any = record.exc_info[1] if record.exc_info else None
        if not is_away(error):
            return True
        episode.begin(error)
        return False
