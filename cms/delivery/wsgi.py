"""The public API process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cms.delivery.unneeded import keep_out

if TYPE_CHECKING:
    from cms.delivery.front import Front


def build() -> Front:
    """Return the application. What is imported here must come after ``keep_out`` and the choice of settings."""
    # Not a default: with other settings, inherited by accident, this process would hold what it must not.
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.delivery"
    keep_out()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    django = get_wsgi_application()

    from cms.api.reader import reader_for
    from cms.delivery.following import follow
    from cms.delivery.front import Front
    from cms.delivery.rate import RateLimit

    follow()
    rate = RateLimit(settings.API_RATE, settings.PROXIES) if settings.API_RATE else None
    return Front(django, reader_for("public"), settings.CACHE_BYTES, rate)


application = build()
