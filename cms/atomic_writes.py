"""Atomic writes: put a request that may change data into one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cms.malformed_requests import malformed_as_bad_request

READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class AtomicWritesMiddleware:
    """Run the view of an unsafe method in one transaction, so that a page and its item are never written apart.

    Django's ATOMIC_REQUESTS would do it for reads too, and on SQLite a read would then take the one write lock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Call the view inside a transaction when the method is not a read; a 5xx answer rolls back."""
        if request.method in READS:
            return None
        with malformed_as_bad_request(), transaction.atomic():
            response = view(request, *args, **kwargs)
            # TemplateResponses render lazily; a failure in the template must undo the write as well.
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
