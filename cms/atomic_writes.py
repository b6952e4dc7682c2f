"""Atomic writes: put a request that may change data into one transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cms.malformed_requests import malformed_as_bad_request
from site_content.accounts.hashing import hashed_ahead
from site_content.media.ahead import look_ahead

READS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Views of accounts, each with its own transaction where it writes more than one row. They check a password or write a
# letter, which takes longer than others should wait for the database; no item is written here.
OWN_TRANSACTIONS = {
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_account",
}


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
        match = request.resolver_match
        atomic: AbstractContextManager[Any] = (
            nullcontext() if match and match.view_name in OWN_TRANSACTIONS else transaction.atomic()
        )
        with malformed_as_bad_request(), prepared(request), atomic:
            response = view(request, *args, **kwargs)
            # TemplateResponses render lazily; a failure in the template must undo the write as well.
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            if response.status_code >= 500 and transaction.get_connection().in_atomic_block:
                transaction.set_rollback(True)
        return response


@contextmanager
def prepared(request: HttpRequest) -> Iterator[None]:
    """Do what is slow before the transaction: read the form, look at its uploads, hash its new password."""
    user: Any = getattr(request, "user", None)
    if request.method != "POST" or not (user and user.is_authenticated):
        yield
        return
    look_ahead(upload for name in request.FILES for upload in request.FILES.getlist(name))
    with hashed_ahead(request.POST.dict()):
        yield
