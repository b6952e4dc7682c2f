"""Every environment variable the two sites read: its name, type and default.

``python -m frontend_templates.common.settings`` prints them. The style is that of ``cms.settings.env``, which cannot be
imported here: the sites know only HTTP.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
# A variable with this behind its name is the path of a file with the value.
FILE = "_FILE"


def address(text: str) -> str:
    """An http(s) address without a slash at the end; raises ValueError for anything else."""
    text = text.strip().rstrip("/")
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"not an http(s) address: {text!r}")
    return text


def boolean(text: str) -> bool:
    """``1 true yes on`` are true, ``0 false no off`` and nothing are false; raises ValueError otherwise."""
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(f"neither yes nor no: {text!r}")


def theme(text: str) -> str:
    """``neutral`` or ``nhs``; raises ValueError."""
    if text not in {"neutral", "nhs"}:
        raise ValueError(f"not a theme: {text!r} (neutral, nhs)")
    return text


def language(text: str) -> str:
    """``en`` or ``cy``: a language with interface strings; raises ValueError."""
    if text not in {"en", "cy"}:
        raise ValueError(f"no interface strings in {text!r} (en, cy)")
    return text


def time_zone(text: str) -> ZoneInfo:
    """A time zone by its name, as in ``Europe/London``; raises ValueError for one that is not known."""
    try:
        return ZoneInfo(text)
    except (LookupError, OSError, ValueError) as error:
        raise ValueError(f"not a time zone: {text!r} (Europe/London, UTC, ...)") from error


@dataclass(frozen=True)
class Variable:
    """One environment variable. A ``default`` that is a function makes it from the other variables."""

    name: str
    type: Callable[[str], Any]
    default: Any
    about: str


def local(port: str) -> Callable[[Mapping[str, str]], str]:
    """The address of another process of this machine, by the variable of its port."""
    return lambda environ: f"http://localhost:{read(port, environ)}"


def same(name: str) -> Callable[[Mapping[str, str]], str]:
    """What another variable holds."""
    return lambda environ: str(read(name, environ))


def site_token(environ: Mapping[str, str]) -> str:
    """Return the token that processes of one machine share; in production there is none that is not set."""
    return "" if read("HEADLAND_ENV", environ) == "production" else "local-only-not-a-secret"


VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("HEADLAND_ENV", str, "local", "local or production: production sends Strict-Transport-Security"),
        Variable("HEADLAND_PUBLIC_PORT", int, 8000, "port of the public site"),
        Variable("HEADLAND_STAFF_PORT", int, 8001, "port of the staff site"),
        Variable("HEADLAND_CMS_PORT", int, 8002, "port of the CMS and staff API"),
        Variable("HEADLAND_DELIVERY_PORT", int, 8003, "port of the public API"),
        Variable("HEADLAND_API_URL", address, local("HEADLAND_DELIVERY_PORT"), "address of the public API"),
        Variable("HEADLAND_CMS_URL", address, local("HEADLAND_CMS_PORT"), "address of the CMS for editors"),
        Variable("HEADLAND_CMS_INTERNAL_URL", address, same("HEADLAND_CMS_URL"), "address of the CMS for this process"),
        Variable("HEADLAND_PUBLIC_URL", address, local("HEADLAND_PUBLIC_PORT"), "address of the public site"),
        Variable("HEADLAND_STAFF_URL", address, local("HEADLAND_STAFF_PORT"), "address of the staff site"),
        Variable("HEADLAND_MEDIA_URL", str, "/media/", "address of media in items"),
        Variable("HEADLAND_THEME", theme, "neutral", "neutral or nhs (the latter for NHS bodies only)"),
        Variable("HEADLAND_LANGUAGE", language, "en", "language of the interface: en or cy"),
        Variable("HEADLAND_TIME_ZONE", time_zone, LONDON, "time zone of dates"),
        Variable("HEADLAND_SITE_NAME", str, "Headland Health", "site name until the API gives one"),
        Variable("HEADLAND_PAGE_CACHE_BYTES", int, 64 * 1024 * 1024, "memory for whole pages in one process"),
        Variable("HEADLAND_API_CACHE_BYTES", int, 32 * 1024 * 1024, "memory for API answers in one process"),
        Variable("HEADLAND_MEDIA_CACHE_BYTES", int, 32 * 1024 * 1024, "memory for pictures in one process"),
        Variable("HEADLAND_PROXIES", int, 0, "proxies in front of this process that add to X-Forwarded-For"),
        Variable("HEADLAND_SITE_TOKEN", str, site_token, "token by which the API believes us a reader's address"),
        Variable("HEADLAND_WATCH_SECONDS", float, 0.5, "seconds between requests for changes; 0: never"),
        Variable("HEADLAND_RELOAD", boolean, False, "show a changed template at once (make run); never in production"),
        Variable("HEADLAND_HSTS_SUBDOMAINS", boolean, False, "HTTPS alone for subdomains of the site too"),
        Variable("HEADLAND_HSTS_PRELOAD", boolean, False, "allow browsers to list the site as HTTPS alone, for good"),
        Variable("HEADLAND_LOG_LEVEL", str, "INFO", "lowest level of log messages"),
    )
}


def reloads(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether changed templates are to show at once. Raises ValueError naming the variable."""
    return bool(read("HEADLAND_RELOAD", environ)) and read("HEADLAND_ENV", environ) != "production"


def read(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """Return a variable's typed value. Raises ValueError naming the variable."""
    variable = VARIABLES[name]
    text = text_of(name, environ)
    if text == "":
        return variable.default(environ) if callable(variable.default) else variable.default
    try:
        return variable.type(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def text_of(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return what a variable is set to, or what stands in the file that ``<name>_FILE`` names. Raises ValueError."""
    text, path = environ.get(name, ""), environ.get(f"{name}{FILE}", "")
    if not path:
        return text
    if text:
        raise ValueError(f"{name}: set it or {name}{FILE}, not both")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}{FILE}: cannot read {path!r} ({type(error).__name__})") from error


if __name__ == "__main__":
    for entry in VARIABLES.values():
        default = entry.default({}) if callable(entry.default) else entry.default
        default = default.key if isinstance(default, ZoneInfo) else default
        print(f"{entry.name}\n    {entry.about}\n    default: {default!r}")
