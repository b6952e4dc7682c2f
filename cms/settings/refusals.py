"""Refusals of settings: all that is wrong with them is told at once, before a process does anything."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from cms.settings import env
from cms.settings.hosts import ADDRESSES

# Variables that must be set in production, by the process that reads them.
CMS = ("HEADLAND_SECRET_KEY", "HEADLAND_CMS_URL", "HEADLAND_PUBLIC_URL", "HEADLAND_STAFF_URL")
DELIVERY = ("HEADLAND_DELIVERY_KEY",)
# Names that begin with HEADLAND_ and that others read: the sites, the Procfile, what make runs.
_NAMES_OF_OTHERS = """
    API_CACHE_BYTES API_URL BIND CACHE CMS_INTERNAL_URL CMS_THREADS CMS_WORKERS DELIVERY_THREADS DELIVERY_WORKERS
    LANGUAGE MEDIA_CACHE_BYTES PAGE_CACHE_BYTES PUBLIC_WORKERS SERVER_LOG_LEVEL STAFF_WORKERS THEME WATCH_SECONDS
"""
PREFIX = "HEADLAND_"
OTHERS = frozenset(f"{PREFIX}{name}" for name in _NAMES_OF_OTHERS.split())
# Tests and measurements have many, and none of them reaches a server.
OTHER_PREFIXES = ("HEADLAND_TEST_", "HEADLAND_BENCH_")
MIN_KEY_LENGTH, MIN_TOKEN_LENGTH = 50, 32
# So many of its signs differ, or it is easy to guess.
MIN_KEY_CHARACTERS = 8
# A key with one of these in it was written to be replaced.
PLACEHOLDERS = (
    "local-only",
    "not-a-secret",
    "insecure",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "secret-key",
)


class SettingsRefused(Exception):
    """Some settings are wrong; the message has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(("the settings are refused:", *(f"  * {problem}" for problem in problems))))


def refuse(required: tuple[str, ...], environ: Mapping[str, str] = os.environ) -> None:
    """Raise SettingsRefused when anything is wrong with the environment of a process that needs ``required``."""
    if problems := [*_unknown(environ), *_unreadable(required, environ), *_weak(required, environ)]:
        raise SettingsRefused(problems)


def _unknown(environ: Mapping[str, str]) -> Iterator[str]:
    known_names = [*env.VARIABLES, *OTHERS]
    for name in sorted(environ):
        plain = name.removesuffix(env.FILE)
        if not name.startswith(PREFIX) or name.startswith(OTHER_PREFIXES) or plain in env.VARIABLES or plain in OTHERS:
            continue
        near = get_close_matches(plain, known_names, 1, 0.6)
        yield f"{name} is not a setting{f': do you mean {near[0]}?' if near else ''}"


def _unreadable(required: tuple[str, ...], environ: Mapping[str, str]) -> Iterator[str]:
    for name in env.VARIABLES:
        try:
            env.read(name, environ)
        except env.MissingSetting as error:
            if name in required:
                yield str(error)
        except ValueError as error:
            yield str(error)


def _weak(required: tuple[str, ...], environ: Mapping[str, str]) -> Iterator[str]:
    if environ.get("HEADLAND_ENV", "local") != "production":
        return
    texts = {}
    for name in (*CMS, *DELIVERY, "HEADLAND_FEED_TOKEN", "HEADLAND_HOSTS"):
        try:
            texts[name] = env.text_of(name, environ)
        except ValueError:
            texts[name] = ""  # told already
    for name, length in (
        ("HEADLAND_SECRET_KEY", MIN_KEY_LENGTH),
        ("HEADLAND_DELIVERY_KEY", MIN_KEY_LENGTH),
        ("HEADLAND_FEED_TOKEN", MIN_TOKEN_LENGTH),
    ):
        # The key of another process may stand in a common environment: it is judged where it is used.
        if (name in required or name == "HEADLAND_FEED_TOKEN") and texts[name]:
            yield from _weakness(name, texts[name], length)
    if texts["HEADLAND_DELIVERY_KEY"] and texts["HEADLAND_DELIVERY_KEY"] == texts["HEADLAND_SECRET_KEY"]:
        yield "HEADLAND_DELIVERY_KEY is the same as HEADLAND_SECRET_KEY: give delivery a key of its own"
    if required == DELIVERY and not texts["HEADLAND_HOSTS"] and not any(environ.get(name) for name in ADDRESSES):
        yield f"HEADLAND_HOSTS is required when none of {', '.join(ADDRESSES)} is set: the host names of delivery"
    if "*" in env.words(texts["HEADLAND_HOSTS"]):
        yield "HEADLAND_HOSTS: * serves any name that a stranger makes up; name the hosts (those of addresses count)"


def _weakness(name: str, text: str, length: int) -> Iterator[str]:
    advice = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(64))"'
    if len(text) < length:
        yield f"{name} has {len(text)} characters, fewer than {length}: {advice}"
    elif len(set(text)) < MIN_KEY_CHARACTERS or any(word in text.lower() for word in PLACEHOLDERS):
        yield f"{name} is easy to guess: {advice}"
