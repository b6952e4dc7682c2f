"""Addresses that no page of ours links to: a query that a view cannot read is a 400, not a 500."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch

from cms.internal.errors import bad_request
from cms.malformed_requests import READABLE, is_malformed

logger = logging.getLogger("headland.malformed")


class MalformedAddressMiddleware:
    """Answer 400 for a read that fails over its address; cms.atomic_writes does it for what writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the 400, or None for a fault of ours."""
        if not is_malformed(error) and not is_address_from_query(request, error):
            return None
        logger.warning("an address could not be read", exc_info=error)
        return bad_request(request, BadRequest(READABLE))


def is_address_from_query(request: HttpRequest, error: Exception) -> bool:
    """Say whether an address could not be made from what a query holds: Wagtail's choosers link to a page of it."""
    if not isinstance(error, NoReverseMatch):
        return False
    return any(f"({value!r},)" in str(error) for _, values in request.GET.lists() for value in values)
