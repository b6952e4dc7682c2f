"""Refused hosts: requests for a host name that HEADLAND_HOSTS lacks are a line in the log, once a minute for each name.

An installation whose sites ask the API by another name answers nobody; without the line nothing said why.
"""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger("headland.hosts")
# The sites tell it from a reader's mistake by this (frontend_templates.common.api.api_errors).
HOST_REFUSED = "host_refused"
EVERY_SECONDS = 60.0
# Strangers try many names: no more than this many are lines of one minute.
MAX_NAMES = 5
_MAX_NAME = 100
_lock = threading.Lock()
_noted: dict[str, float] = {}


def note_refused_host(request: HttpRequest) -> None:
    """Write the line, unless this name had one within a minute or others have had enough."""
    name = ascii(request.META.get("HTTP_HOST", ""))[1:-1][:_MAX_NAME]
    now = time.monotonic()
    with _lock:
        for old in [noted for noted, at in _noted.items() if now - at >= EVERY_SECONDS]:
            del _noted[old]
        if name in _noted or len(_noted) >= MAX_NAMES:
            return
        _noted[name] = now
    served = ", ".join(settings.ALLOWED_HOSTS)
    logger.warning("a request for the host %r is refused: if it is ours, add it to HEADLAND_HOSTS (%s)", name, served)
