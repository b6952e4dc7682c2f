"""Refusals of a site's settings: all that is wrong with them is told at once, before it starts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from frontend_templates.common.settings import FILE, VARIABLES, read

PREFIX = "HEADLAND_"
OTHER_PREFIXES = ("HEADLAND_TEST_", "HEADLAND_BENCH_")
# Names that other processes of an installation read: all of them may stand in one environment.
_NAMES_OF_OTHERS = """
    API_MAX_AGE API_RATE BIND CACHE CACHE_BYTES CLAMD CMS_THREADS CMS_WORKERS COPIES CORS_ORIGINS DATA DATABASE_SECONDS
    DELIVERY_KEY DELIVERY_THREADS DELIVERY_WORKERS EMAIL_FROM EMAIL_TIMEOUT EVENT_RATE FEEDBACK_RATE FEED_TOKEN FEED_URL
    HOSTS MEDIA_ROOT PLACE PROXIES PUBLIC_WORKERS RARE_QUERY_DAYS RESET_RATE SAMPLE SECRET_KEY SERVER_LOG_LEVEL
    SIGN_IN_RATE STAFF_WORKERS UPLOADS_REFUSE UPLOAD_BYTES USAGE_DAYS
"""
OTHERS = frozenset(f"{PREFIX}{name}" for name in _NAMES_OF_OTHERS.split())


class SettingsRefused(Exception):
    """Some settings are wrong; the message has a line for each."""


def refuse(environ: Mapping[str, str] = os.environ) -> None:
    """Raise SettingsRefused when anything is wrong with the environment."""
    if problems := [*_unknown(environ), *_unreadable(environ)]:
        raise SettingsRefused("\n".join(("the settings are refused:", *(f"  * {problem}" for problem in problems))))


def _unknown(environ: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environ):
        plain = name.removesuffix(FILE)
        if not name.startswith(PREFIX) or name.startswith(OTHER_PREFIXES) or plain in VARIABLES or plain in OTHERS:
            continue
        near = get_close_matches(plain, [*VARIABLES, *OTHERS], 1, 0.6)
        yield f"{name} is not a setting{f': do you mean {near[0]}?' if near else ''}"


def _unreadable(environ: Mapping[str, str]) -> Iterator[str]:
    for name in VARIABLES:
        try:
            read(name, environ)
        except ValueError as error:
            yield str(error)
