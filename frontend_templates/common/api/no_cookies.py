"""An empty cookie jar: one client serves many readers, who must never share a session."""

from __future__ import annotations

from http.cookiejar import CookieJar, DefaultCookiePolicy


def no_cookies() -> CookieJar:
    """Return a jar that takes no cookie from anybody."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))
