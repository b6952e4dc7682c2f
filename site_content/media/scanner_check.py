"""The check of the virus scanner: an error while uploads would all be refused, a warning in production without one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register

from site_content.media.virus_check import ScannerAway, ping


def check_scanner() -> list[CheckMessage]:
    """Return a warning (site_content.W021) when the scanner that is set does not answer."""
    if not settings.CLAMD:
        hint = "Install ClamAV and set HEADLAND_CLAMD=unix:/run/clamav/clamd.ctl (docs/operating.md)."
        return [Info("No virus scanner looks at uploads.", hint, id="site_content.I021")]
    try:
        ping(settings.CLAMD)
    except ScannerAway as error:
        message = (
            f"The virus scanner at HEADLAND_CLAMD={settings.CLAMD} does not answer, so no upload is taken: {error}."
        )
        return [Warning(message, "Start clamd, or unset HEADLAND_CLAMD.", id="site_content.W021")]
    return []


def connect() -> None:
    """Register the check with Django; called once when the app is ready."""

    @register("site_content", deploy=True)
    def site_content_scanner(app_configs: Any, **options: Any) -> list[CheckMessage]:
        return check_scanner()
