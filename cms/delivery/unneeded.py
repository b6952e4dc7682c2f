"""Unneeded modules: keep the admin, sign-in and the database driver out of the public process.

Django REST framework imports django.contrib.admindocs for one small function of its descriptions, which brings the
admin and sign-in with it, and the PostgreSQL fields, which bring the driver. The public process makes no descriptions,
has no database, and must not hold any of these.
"""

from __future__ import annotations

import sys
from types import ModuleType

_ADMIN_DOCS = "django.contrib.admindocs.views"
_POSTGRES_FIELDS = "django.contrib.postgres"


def keep_out() -> None:
    """Stand in for these modules before the framework is imported. What is loaded already stays as it is."""
    if _ADMIN_DOCS not in sys.modules:
        stand_in = ModuleType(_ADMIN_DOCS, "Stands in for the admin's documentation views.")
        stand_in.simplify_regex = _not_here  # type: ignore[attr-defined]
        sys.modules[_ADMIN_DOCS] = stand_in
    # None makes an import fail (the import system's documented way); the framework then does without.
    sys.modules.setdefault(_POSTGRES_FIELDS, None)  # type: ignore[arg-type]


def _not_here(pattern: str) -> str:
    raise RuntimeError("the public process makes no descriptions of routes")
