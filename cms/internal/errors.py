"""Errors of the CMS process: problem+json under /api/, the admin's own pages elsewhere."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from cms.api import responding
from cms.api.refused_hosts import note_refused_host
from cms.internal.database_away import away_page, away_problem, current_error, is_away


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    if isinstance(exception, DisallowedHost) and not _is_api(request):
        note_refused_host(request)
    answer = responding.bad_request if _is_api(request) else defaults.bad_request
    return answer(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    answer = responding.forbidden if _is_api(request) else defaults.permission_denied
    return answer(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    answer = responding.not_found if _is_api(request) else defaults.page_not_found
    return answer(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 where only the database is away."""
    if is_away(current_error()):
        return responding.respond_problem(request, away_problem()) if _is_api(request) else away_page(request)
    return responding.failed(request) if _is_api(request) else defaults.server_error(request)
