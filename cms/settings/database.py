"""The database setting: turns DATABASE_URL into Django's DATABASES."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def databases(url: str, data: Path) -> dict[str, dict[str, Any]]:
    """Return DATABASES for a ``postgres://`` URL, or for SQLite in the data folder when the URL is empty.

    Raises ValueError for any other scheme.
    """
    if not url:
        data.mkdir(parents=True, exist_ok=True)
        return {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": data / "headland.sqlite3",
                # Opening a file waits for locks, and the worker looks at it many times a second: keep it open.
                "CONN_MAX_AGE": None,
                # IMMEDIATE: a transaction that will write takes its lock first, so it waits instead of failing.
                "OPTIONS": {
                    "timeout": 20,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
                },
            }
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}")
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or 5432,
            # A new connection for each request costs twelve times the request (measured); keep them.
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
