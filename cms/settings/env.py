"""Every environment variable Headland reads: its name, type, and default (or that it is required).

One place, so that an operator can read one page and know every switch. ``python -m cms.settings.env`` prints it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cms.settings.database import database_url
from cms.settings.mail_server import mail_server, sender

ROOT = Path(__file__).resolve().parents[2]
REQUIRED: Any = object()
# What follows a variable's name in that of the variable with the path of a file to read it from.
FILE = "_FILE"


class MissingSetting(Exception):
    """A variable without a default was not given."""


def boolean(text: str) -> bool:
    """``1 true yes on`` are true, ``0 false no off`` and nothing are false; raises ValueError otherwise."""
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(f"neither yes nor no: {text!r}")


def words(text: str) -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in text.split(",") if word.strip()]


def seconds(text: str) -> int:
    """A time limit: whole seconds, at least one; raises ValueError."""
    if int(text) < 1:
        raise ValueError(f"not a time limit: {text!r}")
    return int(text)


def time_limit(text: str) -> int:
    """Whole seconds, or 0 for no limit; raises ValueError."""
    if int(text) < 0:
        raise ValueError(f"not a time limit: {text!r}")
    return int(text)


def threads(text: str) -> int:
    """Threads of a process: 1 to 64; raises ValueError."""
    if not 1 <= int(text) <= 64:
        raise ValueError(f"not a number of threads: {text!r} (1 to 64)")
    return int(text)


def bytes_at_most(text: str) -> int:
    """A bound of bytes: at least 1 MiB, at most 1 GiB; raises ValueError."""
    if not 2**20 <= int(text) <= 2**30:
        raise ValueError(f"not a bound of bytes: {text!r} (1048576 to 1073741824)")
    return int(text)


def rate(text: str) -> str:
    """A rate as in ``10/min``, or ``none``; raises ValueError."""
    if text.strip() != "none" and re.fullmatch(r"[1-9]\d{0,8}/(s|sec|min|h|hour|day)", text.strip()) is None:
        raise ValueError(f"not a rate: {text!r} (10/min, 600/hour, none)")
    return text.strip()


UPLOADS = ("macros", "executables", "bombs", "pdf-scripts")


def upload_kinds(text: str) -> list[str]:
    """Kinds of uploads to refuse, or ``none``; raises ValueError for a word that is no kind."""
    kinds = [] if text.strip() == "none" else words(text)
    if unknown := [kind for kind in kinds if kind not in UPLOADS]:
        raise ValueError(f"not a kind of upload: {', '.join(unknown)} (use {', '.join(UPLOADS)}, or none)")
    return kinds


def scanner_address(text: str) -> str:
    """Where clamd listens: ``unix:/path`` or ``host:port``; raises ValueError."""
    host, _, port = text.strip().rpartition(":")
    if not (text.startswith("unix:/") or (host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536)):
        raise ValueError(f"not where a scanner listens: {text!r} (unix:/run/clamav/clamd.ctl or host:3310)")
    return text.strip()


def time_zone(text: str) -> str:
    """The name of a time zone, as in ``Europe/London``; raises ValueError for one that is not known."""
    try:
        return ZoneInfo(text).key
    except (LookupError, OSError, ValueError) as error:
        raise ValueError(f"not a time zone: {text!r} (Europe/London, UTC, ...)") from error


@dataclass(frozen=True)
class Variable:
    """One environment variable. ``production`` replaces the default when HEADLAND_ENV is production."""

    name: str
    type: Callable[[str], Any]
    default: Any
    about: str
    production: Any = None


VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("HEADLAND_ENV", str, "local", "local or production: production requires secrets and HTTPS"),
        Variable(
            "HEADLAND_SECRET_KEY", str, "local-only-not-a-secret", "secret key that signs sessions and tokens", REQUIRED
        ),
        Variable(
            "HEADLAND_DELIVERY_KEY", str, "local-only-of-delivery", "secret key of delivery, not the CMS's", REQUIRED
        ),
        Variable("HEADLAND_HOSTS", words, [], "more host names of the CMS and delivery; those of addresses are known"),
        Variable("HEADLAND_HSTS_SUBDOMAINS", boolean, False, "HTTPS alone for subdomains of our hosts too"),
        Variable("HEADLAND_HSTS_PRELOAD", boolean, False, "allow browsers to list our hosts as HTTPS alone, for good"),
        Variable("HEADLAND_CMS_URL", str, "", "public address of the CMS, no trailing slash", REQUIRED),
        Variable("HEADLAND_PUBLIC_URL", str, "", "address of the public site, no trailing slash", REQUIRED),
        Variable("HEADLAND_STAFF_URL", str, "", "address of the staff site, no trailing slash", REQUIRED),
        Variable("HEADLAND_PUBLIC_PORT", int, 8000, "port of the public site"),
        Variable("HEADLAND_STAFF_PORT", int, 8001, "port of the staff site"),
        Variable("HEADLAND_CMS_PORT", int, 8002, "port of the CMS and staff API"),
        Variable("HEADLAND_DELIVERY_PORT", int, 8003, "port of the public API"),
        Variable("HEADLAND_CMS_THREADS", threads, 4, "requests that a CMS process works on at one time"),
        Variable(
            "HEADLAND_DELIVERY_THREADS",
            threads,
            None,
            "the same in a public API process (default: 4 with ELASTICSEARCH_URL, else 1); ready answers need none",
        ),
        Variable("HEADLAND_UPLOAD_BYTES", bytes_at_most, 100 * 1024 * 1024, "largest body that the admin takes"),
        Variable("HEADLAND_DATA", Path, ROOT / "var", "folder of the local database, media and copies"),
        Variable("HEADLAND_COPIES", Path, None, "folder of the published copies (default: HEADLAND_DATA/copies)"),
        Variable(
            "HEADLAND_PLACE", str, "", "this host's name among several that run a worker, each with its own copies"
        ),
        Variable("HEADLAND_MEDIA_ROOT", Path, None, "folder of uploaded media (default: HEADLAND_DATA/media)"),
        Variable("HEADLAND_MEDIA_URL", str, "/media/", "address of public media, with trailing slash"),
        Variable("HEADLAND_UPLOADS_REFUSE", upload_kinds, list(UPLOADS), "kinds of uploaded files to refuse, or none"),
        Variable("HEADLAND_CLAMD", scanner_address, "", "clamd, which looks at uploads: unix:/path or host:port"),
        Variable(
            "DATABASE_URL", database_url, "", "postgres://user:password@host:port/name; empty: SQLite in HEADLAND_DATA"
        ),
        Variable(
            "HEADLAND_DATABASE_SECONDS",
            time_limit,
            30,
            "seconds that PostgreSQL may take for one statement, half of them to wait for a lock; 0: no limit",
        ),
        Variable("ELASTICSEARCH_URL", str, "", "address of Elasticsearch 8; empty: the embedded engine"),
        Variable("ELASTICSEARCH_API_KEY", str, "", "API key for Elasticsearch"),
        Variable("ELASTICSEARCH_PREFIX", str, "headland", "first part of every index name"),
        Variable("HEADLAND_FEED_TOKEN", str, "", "token for delivery hosts to follow the log; empty: none may"),
        Variable("HEADLAND_FEED_URL", str, "", "on a delivery host: address of the CMS's feed of changes"),
        Variable("HEADLAND_CORS_ORIGINS", words, [], "web origins that may call the public API from a browser"),
        Variable("HEADLAND_API_MAX_AGE", int, 1, "seconds that others may use an API response without asking"),
        Variable("HEADLAND_PROXIES", int, 0, "proxies in front of a process that add to X-Forwarded-For"),
        Variable("HEADLAND_API_RATE", str, "", "requests for each address, as in 600/min; empty: no limit"),
        Variable("HEADLAND_FEEDBACK_RATE", rate, "10/min", "page feedback for each address; none: no limit"),
        Variable("HEADLAND_EVENT_RATE", rate, "120/min", "reports of searches for each address; none: no limit"),
        Variable("HEADLAND_SIGN_IN_RATE", rate, "20/min", "attempts to sign in for each address; none: no limit"),
        Variable("HEADLAND_RESET_RATE", rate, "5/hour", "requests to reset a password, each address"),
        Variable(
            "HEADLAND_SITE_TOKEN",
            str,
            "local-only-not-a-secret",
            "token by which the API believes a site its reader's address; empty: all of a site's readers count as one",
            "",
        ),
        Variable("HEADLAND_CACHE_BYTES", int, 16 * 1024 * 1024, "memory for ready responses in a delivery process"),
        Variable(
            "EMAIL_URL",
            mail_server,
            None,
            "smtp://, smtp+tls:// or smtps://user:password@host:port; empty: the worker prints it, in production none",
        ),
        Variable("HEADLAND_EMAIL_FROM", sender, "", "sender of email (default: noreply@ the host of HEADLAND_CMS_URL)"),
        Variable(
            "HEADLAND_EMAIL_TIMEOUT", seconds, 10, "seconds that the worker waits for the mail server at each step"
        ),
        Variable("HEADLAND_USAGE_DAYS", int, 365, "days to keep counts of searches, clicks and feedback"),
        Variable("HEADLAND_RARE_QUERY_DAYS", int, 30, "days to keep queries that people made fewer than five times"),
        Variable("HEADLAND_RELOAD", boolean, False, "show a changed template at once (make run); never in production"),
        Variable("HEADLAND_LOG_LEVEL", str, "INFO", "lowest level of log messages"),
        Variable("HEADLAND_SITE_NAME", str, "Headland Health", "name shown in the admin"),
        Variable(
            "HEADLAND_TIME_ZONE", time_zone, "Europe/London", "time zone of dates and months; the same on every process"
        ),
        Variable("HEADLAND_SAMPLE", boolean, True, "load the sample content on the first run; 0: start empty"),
    )
}


def read(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """Return a variable's typed value. Raises MissingSetting, or ValueError naming the variable."""
    variable = VARIABLES[name]
    text = text_of(name, environ)
    if text == "":
        in_production = environ.get("HEADLAND_ENV", "local") == "production"
        default = variable.production if in_production and variable.production is not None else variable.default
        if default is REQUIRED:
            raise MissingSetting(f"{name} is required when HEADLAND_ENV=production: {variable.about}")
        return default
    try:
        return variable.type(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def text_of(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return what a variable is set to, or what stands in the file that ``<name>_FILE`` names; empty without either.

    Secrets of Docker and Kubernetes are files: so none has to stand in the environment. Raises ValueError.
    """
    text, path = environ.get(name, ""), environ.get(f"{name}{FILE}", "")
    if not path:
        return text
    if text:
        raise ValueError(f"{name}: set it or {name}{FILE}, not both")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}{FILE}: cannot read {path!r} ({type(error).__name__})") from error


def site_urls(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the addresses of the two sites, as far as this process knows them: a delivery host need not."""
    urls = []
    for name in ("PUBLIC", "STAFF"):
        try:
            url = read(f"HEADLAND_{name}_URL", environ)
        except MissingSetting:
            continue
        urls.append(url or f"http://localhost:{read(f'HEADLAND_{name}_PORT', environ)}")
    return urls


if __name__ == "__main__":
    print(f"Any of these may be read from a file: <name>{FILE} is its path.\n")
    for entry in VARIABLES.values():
        print(f"{entry.name}\n    {entry.about}\n    default: {entry.default!r}")
