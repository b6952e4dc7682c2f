"""Usage work of the worker: collects events from the spool and deletes old counts."""

from __future__ import annotations

from django.conf import settings

from site_content.followers.parts import part, retention
from site_content.search_settings.usage.count import collect, forget
from site_content.search_settings.usage.spool import Spool


@part("usage", every=5.0)
def gather() -> int:
    """Count what waits in this host's spool. It is never asked for again at once: events settle for a second."""
    collect(Spool(settings.SPOOL))
    return 0


retention("usage")(forget)
