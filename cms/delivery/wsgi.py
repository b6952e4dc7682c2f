"""The public API process."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from cms.delivery.heap import give_back_large_pieces
from cms.delivery.unneeded import keep_out

if TYPE_CHECKING:
    from cms.delivery.front import Front

# New containers between two looks for garbage. An answer leaves few behind, and none of them has a body; Python's
# usual 700 are soon together.
GARBAGE = 10_000


def build() -> Front:
    """Return the application. What is imported here must come after ``keep_out`` and the choice of settings."""
    # Not a default: with other settings, inherited by accident, this process would hold what it must not.
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.delivery"
    keep_out()
    give_back_large_pieces()
    run_in_batches()
    import django
    from django.conf import settings

    django.setup(set_prefix=False)

    from cms.api.following import follow
    from cms.api.reader import reader_for
    from cms.delivery.front import Front
    from cms.delivery.rate import RateLimit
    from cms.strict_request import StrictHandler

    follow()
    # What is loaded stays: looking through it again and again made some answers wait.
    gc.freeze()
    gc.set_threshold(GARBAGE)
    rate = RateLimit(settings.API_RATE, settings.PROXIES) if settings.API_RATE else None
    return Front(StrictHandler(), reader_for("public"), settings.CACHE_BYTES, rate)


def run_in_batches() -> None:
    """Let the threads begun after this not interrupt each other, or other processes, when they wake (sched(7)).

    The server's thread then finds several finished answers at once, instead of being woken for each.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


application = build()
