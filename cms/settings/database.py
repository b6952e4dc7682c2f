"""The database setting: turns DATABASE_URL into Django's DATABASES, and refuses what it would otherwise pass over."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CONNECT_SECONDS = 5
# Options of libpq that an installation may need (PostgreSQL's documentation, "Parameter Key Words").
OPTIONS = (
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword", "ssl_min_protocol_version", "sslsni"),
    *("connect_timeout", "application_name", "target_session_attrs", "channel_binding", "gssencmode", "require_auth"),
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "options"),
    *("host", "hostaddr", "passfile", "service", "krbsrvname", "load_balance_hosts"),
)
ADVICE = "use postgres://user:password@host:port/name?sslmode=require, with %40 for @ and %25 for % in the password"


def database_url(text: str) -> str:
    """Return the URL of a database as it is; raises ValueError, which does not tell the password."""
    if text:
        parsed(text)
    return text


def databases(url: str, data: Path, statement_seconds: int = 30) -> dict[str, dict[str, Any]]:
    """Return DATABASES for a ``postgres://`` URL, or for SQLite in the data folder when the URL is empty.

    ``statement_seconds`` is how long PostgreSQL may take for a statement, 0 without a limit. Raises ValueError.
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
    database = parsed(url)
    database["OPTIONS"] = _with_limits(database["OPTIONS"], statement_seconds)
    return {
        "default": {
            "ENGINE": "cms.postgresql",
            **database,
            # A new connection for each request costs twelve times the request (measured); keep them.
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }


def parsed(url: str) -> dict[str, Any]:
    """Return NAME, USER, PASSWORD, HOST, PORT and OPTIONS of a URL. Raises ValueError, which tells no secret.

    The password ends at the last @ before the host, so that /, # and ? may stand in it as they are.
    """
    scheme, separator, rest = url.strip().partition("://")
    if scheme not in {"postgres", "postgresql"} or not separator:
        raise ValueError(f"unknown scheme {scheme[:20]!r}: {ADVICE}")
    credentials, _, place = rest.rpartition("@")
    user, _, password = credentials.partition(":")
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname or "", parts.port or 5432
    except ValueError:
        raise ValueError(f"its host or port is not valid: {ADVICE}") from None
    if parts.fragment or not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError(f"it does not name one database: {ADVICE}")
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": unquote(host),
        "PORT": port,
        "OPTIONS": _options(parts.query),
    }


def _options(query: str) -> dict[str, str]:
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True)) if query else {}
    except ValueError:
        raise ValueError(f"what follows ? is not valid: {ADVICE}") from None
    for name in options:
        if name not in OPTIONS:
            near = get_close_matches(name, OPTIONS, 1)
            hint = f": do you mean {near[0]}?" if near else f" (it takes {', '.join(OPTIONS)})"
            raise ValueError(f"it has no option {name[:40]!r}{hint}")
    return options


def _with_limits(options: Mapping[str, str], statement_seconds: int) -> dict[str, Any]:
    """Return the options with time limits for connecting and for statements, where the URL sets no others."""
    limits = {"statement_timeout": statement_seconds * 1000, "lock_timeout": statement_seconds * 500}
    chosen = options.get("options", "")
    more = [f"-c {name}={value}" for name, value in limits.items() if value and name not in chosen]
    return {
        "connect_timeout": str(CONNECT_SECONDS),
        **options,
        "options": " ".join([*more, chosen]).strip(),
    }
