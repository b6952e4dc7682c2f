"""Browser policies of the CMS: one for each kind of response, and no search engine keeps any.

Our own hosts and no inline script anywhere: a script that somebody smuggles into a page of the admin does not run.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.api.wire import POLICY as API

CSP = "Content-Security-Policy"
# Bytes that somebody uploaded: nothing in them runs, wherever they are opened.
MEDIA = "default-src 'none'; sandbox"
MEDIA_ROOTS = ("/media/", "/staff-media/")


def admin_policy() -> str:
    """Return the policy of the admin's pages."""
    sites = f"{settings.PUBLIC_URL} {settings.STAFF_URL}"
    parts = urlsplit(settings.MEDIA_URL)
    media = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            # The text editor, the sidebar and pictures' focal points set styles; no style can read or send a page. Nor
            # can sheets be refused and attributes alone allowed: Wagtail's scripts make sheets as well.
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{media}",
            f"media-src 'self'{media}",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            # Previews are shown in a frame: the site's own page.
            f"frame-src 'self' {sites}",
            # A browser holds this for where a form is sent on to as well: signing in leads back to the staff site.
            f"form-action 'self' {settings.STAFF_URL}",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )


class PolicyMiddleware:
    """Add the policy of its kind to each response that has none, and ``X-Robots-Tag`` to all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = admin_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(CSP, self.policy(request.path))
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    def policy(self, path: str) -> str:
        """Return the policy of what stands at a path."""
        if path.startswith("/api/"):
            return API
        return MEDIA if path.startswith(MEDIA_ROOTS) else self.admin
