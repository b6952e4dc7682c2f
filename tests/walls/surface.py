"""The public surface: every address of the URL map and the API's description, with values for each parameter."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import URLPattern, URLResolver, get_resolver

from scripts.compare.values import values_of
from tests.cms.api_calls import PUBLIC
from tests.walls.canaries import STEM
from tests.walls.public_words import NOUNS, TAGS, TOPICS, VERBS

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs/openapi.json"
TYPES = ("home", "section", "standard", "news", "blog", "guidance", "topic", "author")
# Words that only hidden pages have, and some that both have.
HIDDEN_WORDS = ("parotitis", "tularaemia", STEM, f"{STEM}0001", f"{STEM}0100")
MISSPELT = ("vacination", "influensa", "clinik", "measels", "farmacy", "parotittis", "tularemia", "ashtma", "flue")


def queries(rng: random.Random, count: int) -> list[str]:
    """Return queries: words, pairs, prefixes, phrases, words left out, wrong spellings, and words nobody may find."""
    words = [*NOUNS, *VERBS, "flu", "jab", "ann clarke"]
    found = ["", *words, *HIDDEN_WORDS, *MISSPELT, '"winter clinic"', "flu -clinic", "the", "a & e", "é"]
    while len(found) < count:
        one, two = rng.sample([*words, *HIDDEN_WORDS, *MISSPELT], 2)
        found += [f"{one} {two}", one[: rng.randrange(2, 6)], f'"{one} {two}"', f"{one} -{two}"]
    return list(dict.fromkeys(found))


def known_values(paths: Sequence[str], rng: random.Random) -> dict[str, list[str]]:
    """Return values that content holds, and some that only hidden content does, by parameter."""
    some = rng.sample([*paths], min(25, len(paths)))
    slugs = [title.lower().replace(" ", "-") for title in TOPICS]
    return {
        "type": [*TYPES],
        "topic": [*slugs, "topics-flu", f"{STEM}0001", *(path.rsplit("/", 1)[-1] for path in some[:6])],
        "author": ["ann-clarke", "bilal-khan", "authors-ann-clarke", f"{STEM}0002"],
        "tag": [*TAGS, "Winter", f"{STEM}0003"],
        "path_prefix": ["/news", "/topics", "/authors", "/about-us", *some[:10]],
        "path": some,
        "q": queries(rng, 70),
        "published_after": ["2026-03-02", "2026-03-02T10:30:00Z", "2026-03-02T18:00:00Z", "2026-04-01"],
        "published_before": ["2026-03-01", "2026-03-02", "2026-03-02T11:00:00Z", "2026-05-01"],
        "updated_since": ["2026-03-02", "2026-03-02T12:00:00Z", "2026-03-02T17:00:00Z"],
        "after": ["1", "7", "20", "50", "90", "95", "96", "97", "100", "150", "178", "400"],
    }


def addresses(paths: Sequence[str], ids: Sequence[str], rng: random.Random, count: int) -> list[str]:
    """Return at least ``count`` addresses of the public API, all different; single values first, then mixed ones."""
    known = known_values(paths, rng)
    found = [*plain_routes("cms.urls.delivery"), *contents(paths, ids)]
    routes = {name: values for name, values in parameters(known).items() if "{" not in name}
    for route, values in routes.items():
        found.append(f"{PUBLIC}{route}")
        found += [f"{PUBLIC}{route}?{urlencode({name: one})}" for name, each in values.items() for one in each]
    found = list(dict.fromkeys(found))
    mixable = {route: values for route, values in routes.items() if len(values) > 1}
    seen = set(found)
    while len(found) < count:
        route = rng.choice(sorted(mixable))
        names = rng.sample(sorted(mixable[route]), min(len(mixable[route]), rng.randrange(2, 5)))
        address = f"{PUBLIC}{route}?{urlencode({name: rng.choice(mixable[route][name]) for name in names})}"
        if address not in seen:
            seen.add(address)
            found.append(address)
    return found


def plain_routes(urlconf: str) -> list[str]:
    """Return the addresses of the routes of a URL map that take nothing from their path."""
    routes = [re.sub(r"[\^$]", "", route) for route in routes_of(urlconf)]
    return list(dict.fromkeys(f"/{route}" for route in routes if not re.search(r"[<(\\[]", route)))


def contents(paths: Iterable[str], ids: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of all content, public and hidden, by path and by id, and of what is related to it."""
    for path in paths:
        yield f"{PUBLIC}/content{quote(path)}"
    for key in ids:
        yield f"{PUBLIC}/content/by-id/{key}"
        yield f"{PUBLIC}/content/by-id/{key}/related"


def parameters(known: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Return for each GET route of the description its parameters and values to ask with."""
    described: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    found: dict[str, dict[str, list[str]]] = {}
    for path, operations in described["paths"].items():
        if "get" in operations and path.startswith(PUBLIC):
            named = [each for each in operations["get"].get("parameters", []) if each["in"] == "query"]
            found[path.removeprefix(PUBLIC)] = {
                each["name"]: [*known.get(each["name"], []), *values_of(each["schema"], each["name"], known)]
                for each in named
            }
    return found


def routes_of(urlconf: str) -> list[str]:
    """Return every route of a URL map, as Django writes it."""
    found: list[str] = []

    def walk(entries: Iterable[URLPattern | URLResolver], before: str) -> None:
        for entry in entries:
            here = f"{before}{entry.pattern}"
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, here)
            else:
                found.append(here)

    walk(get_resolver(urlconf).url_patterns, "")
    return found
