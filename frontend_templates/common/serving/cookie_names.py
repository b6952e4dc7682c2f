"""Names of cookies: over HTTPS those that a browser takes from this host alone.

A name that begins with ``__Host-`` is set over HTTPS only, for every path and for this very host: no host beside it can
give a reader a cookie of ours. Locally there is no HTTPS, and names are plain.
"""

from __future__ import annotations

PREFIX = "__Host-"


def cookie_name(name: str, secure: bool) -> str:
    """Return what a cookie is called on a site."""
    return f"{PREFIX}{name}" if secure else name


def cookie_path(path: str, secure: bool) -> str:
    """Return the path of a cookie: its own, where the name does not ask for all."""
    return "/" if secure else path
