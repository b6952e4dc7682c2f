"""The Elasticsearch document of an entry."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from search import relevance
from search.elastic.mapping import TEXTS
from search.entry import Entry
from search.facets import facets_of
from search.highlight import NAME
from search.keys import keys_of
from search.languages import language_of
from search.moments import seconds
from search.names import with_names
from search.passages import MAX_SECTIONS, Section, divided
from search.words import key_of, keywords_of, printable

MAX_TEXT_CHARACTERS = 400_000
# Stands between the name, the value and the label of a facet: no text has control characters when it is indexed.
FACET_SIGN = "\x1f"
# Stands in a searched field that would be empty: Elasticsearch takes a word's rarity from the field that the fewest
# documents have. It is a token for Elasticsearch and for ``words_of`` none, so that no query can ask for it.
FILLER = "\u2b1c"
_MAX_LABEL = 300
# Of the private use area of Unicode, behind the signs of search/names.py.
_FIRST_SECTION = 0xE100
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def entry_document(entry: Entry) -> dict[str, Any]:
    """The document that is indexed for a live entry. Raises ValueError where JSON has no way to write its card."""
    language = language_of(entry.locale)
    texts = {name: printable(getattr(entry, name)[:MAX_TEXT_CHARACTERS]) for name in TEXTS}
    exact: dict[str, list[str]] = {}
    for key, kind in keys_of(entry, language):
        exact.setdefault(kind, []).append(key)
    facets = facets_of(entry)
    return {
        "live": True,
        "version": entry.version,
        "id": entry.id,
        "type": entry.type,
        "path": entry.path,
        "language": language.code,
        "translation_key": entry.translation_key,
        "groups": entry.groups,
        # A reader is let through when this many of the rings above are among theirs.
        "ring_count": len(entry.groups),
        language.code: {**texts, **_searched(texts), "body": sectioned(texts["body"], entry.sections)},
        "title_key": key_of(entry.title),
        "exact": exact,
        "facets": {name: [value.value for value in values] for name, values in facets.items()},
        # One field for all facets, whatever their names: what a page of results counts is then read in few passes.
        "counted": [
            FACET_SIGN.join((name, each.value, each.label[:_MAX_LABEL]))
            for name, values in facets.items()
            for each in values
        ],
        "published_at": seconds(entry.published_at),
        "reviewed_at": seconds(entry.reviewed_at),
        "review_due": seconds(entry.review_due),
        "live_from": seconds(entry.live_from),
        "live_until": seconds(entry.live_until),
        "popularity_gain": relevance.popularity_gain(entry.popularity),
        "shown": _JSON.encode(
            {
                "id": entry.id,
                "path": entry.path,
                "type": entry.type,
                "language": language.code,
                "card": entry.card,
                "title": texts["title"],
                "summary": texts["summary"],
                "sections": [[each.title, each.part, each.anchor] for each in entry.sections],
            }
        ),
    }


def sectioned(body: str, sections: Sequence[Section]) -> list[str]:
    """The body as it is indexed: each section a value of its own, which begins with a sign for its number.

    Highlights come back by value, so that it is known where each stands. The signs are no words. Without one before it
    Elasticsearch would never mark the first word.
    """
    return [chr(_FIRST_SECTION + number) + text for number, text in divided(body, sections)]


def sections_of(values: Iterable[str]) -> dict[int, str]:
    """Number of a section → its text, from highlights of the values that ``sectioned`` made."""
    texts: dict[int, str] = {}
    for value in values:
        # A word at the very beginning is marked before the sign.
        sign = next((sign for sign in value[:2] if _FIRST_SECTION <= ord(sign) <= _FIRST_SECTION + MAX_SECTIONS), "")
        texts[ord(sign) - _FIRST_SECTION if sign else 0] = value.replace(sign, "", 1) if sign else value
    return texts


def _searched(texts: dict[str, str]) -> dict[str, Any]:
    """The keywords, and what is searched in place of a field or to fill it."""
    title = with_names(texts["title"], NAME) if texts["title"].strip() else FILLER
    # Each keyword is a value of its own, so that the end of one and the beginning of the next are no phrase.
    keywords = [with_names(keyword, NAME) for keyword in keywords_of(texts["keywords"])]
    has_text = any(texts[name].strip() for name in ("summary", "headings", "body"))
    filled = {} if has_text else {"text": FILLER}
    return {"title": title, "keywords": keywords, "names": keywords or title, **filled}


def tombstone(version: int, reason: str = "") -> dict[str, Any]:
    """What stands for an entry that is gone (or, with a reason, refused): it keeps late writes out."""
    refused = {"is_quarantined": True, "quarantined": reason[:1_000]} if reason else {}
    return {"live": False, "version": version, **refused}


def shown_of(hit: dict[str, Any]) -> dict[str, Any]:
    """What a result is made of, from a hit that brought ``shown`` back."""
    fields: dict[str, Any] = json.loads(hit["fields"]["shown"][0])
    return fields
