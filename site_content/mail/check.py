"""The deployment check of email: warns where no mail server is set, since a site may do without."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


def check_mail() -> list[CheckMessage]:
    """Return a warning (site_content.W020) when no letter is ever sent."""
    if settings.MAIL_CARRIER:
        return []
    message = "Headland sends no email about questions, approvals or forgotten passwords."
    hint = "Set EMAIL_URL=smtp+tls://user:password@host:587 and HEADLAND_EMAIL_FROM (docs/operating.md)."
    return [Warning(message, hint, id="site_content.W020")]


def connect() -> None:
    """Register the check with Django; called once when the app is ready."""

    @register("site_content", deploy=True)
    def site_content_mail(app_configs: Any, **options: Any) -> list[CheckMessage]:
        return check_mail()
