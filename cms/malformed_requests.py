"""Requests that no form of ours sends: each is a 400 with a page that says so, whichever view met it.

Wagtail and Django read a form's hidden fields (counts, orders, JSON) as their own scripts wrote them, and fail on
anything else. What fails while a form is read is the sender's mistake; every other failure stays a 500.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError, IntegrityError, OperationalError
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

logger = logging.getLogger("headland.malformed")
READABLE = "The form could not be read."
# Raised only over what was sent, wherever it is.
ALWAYS: tuple[type[Exception], ...] = (
    *(MultiValueDictKeyError, json.JSONDecodeError, UnicodeError, ValidationError, InvalidPage),
)
# The sender's mistake when a form is being read, or when the database is given what it cannot hold.
IN_A_FORM: tuple[type[Exception], ...] = (
    *(ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, DataError),
    *(ObjectDoesNotExist, NoReverseMatch),
)
# Functions that turn what was sent into values: Django's and Wagtail's names for it, the JSON module's, and the
# one that follows ``next``.
READERS = frozenset(
    ("value_from_datadict", "value_omitted_from_data", "to_python", "full_clean", "raw_decode", "resolve_url")
)
# These say what a number or a text that was sent cannot be.
SAYINGS = ("invalid literal for int()", "cannot contain NUL", "expected a number but got", "too large to convert")
# SQLite's and PostgreSQL's words for a page of a list that begins beyond any number they have.
BEYOND_NUMBERS = ("datatype mismatch", "bigint out of range")


def is_malformed(error: BaseException) -> bool:
    """Say whether an error is about what was sent, and not a fault of ours."""
    if isinstance(error, ALWAYS):
        return True
    if isinstance(error, (DataError, IntegrityError, OperationalError)) and str(error).startswith(BEYOND_NUMBERS):
        return True
    if not isinstance(error, IN_A_FORM):
        return False
    frames = list(_frames(error.__traceback__))
    if isinstance(error, ObjectDoesNotExist):
        # Wagtail's views look up what a form names; a row that our own code misses is our fault.
        *_, last = [module for module, _ in frames if not module.startswith("django.db.")]
        return last.startswith("wagtail.") and ".views." in last
    return any(saying in str(error) for saying in SAYINGS) or any(name in READERS for _, name in frames)


@contextmanager
def malformed_as_bad_request() -> Iterator[None]:
    """Raise BadRequest in place of an error about what was sent."""
    try:
        yield
    except Exception as error:
        if not is_malformed(error):
            raise
        # With where it was: should the mistake be ours after all, this is how we learn of it.
        logger.warning("a form could not be read", exc_info=error)
        raise BadRequest(READABLE) from error


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, str]]:
    """Yield the module and the function of each step to where an error was raised."""
    while traceback is not None:
        yield str(traceback.tb_frame.f_globals.get("__name__", "")), traceback.tb_frame.f_code.co_name
        traceback = traceback.tb_next
