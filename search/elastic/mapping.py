"""One fixed mapping for every content type: a new type adds no field, a new language one group of fields."""

import hashlib
import json
from typing import Any

from search.folding import letters_with_plain_forms
from search.highlight import NAME
from search.languages import Language, codes, every_stop_word, language_of
from search.names import ENDING

TEXTS = ("title", "keywords", "summary", "headings", "body", "minor")
# What is searched: names are the keywords, or the title where there are none; summary, headings and body are one text.
SEARCHED = ("title", "names", "text")
_DOCUMENT = 11  # raise it when ``entry_document`` changes: followers then rebuild
# Signs at which the embedded engine cuts words, and Elasticsearch's tokenizer alone would not.
_CUT = [f"{sign} => \\u0020" for sign in "_.,:;·"]
# A name among stop words is another word than they are for a language, and not where all languages' words are.
_MARKED_NAMES, _PLAIN_NAMES = f"{NAME} => {ENDING}", f"{NAME} => "


def settings() -> dict[str, Any]:
    """Index settings: one shard (scores stay comparable, and a national body's pages fit in it many times)."""
    analysis: dict[str, Any] = {
        "char_filter": {
            "named": {"type": "mapping", "mappings": [*_CUT, *_folded(), _MARKED_NAMES]},
            "plain": {"type": "mapping", "mappings": [*_CUT, *_folded(), _PLAIN_NAMES]},
        },
        "filter": {},
        "analyzer": {"words": _analyzer("plain", ["lowercase", "asciifolding"])},
    }
    for language in map(language_of, codes()):
        named = {**language.elastic["filter"], "unstemmed": _unstemmed(language)}
        analysis["filter"].update({f"{language.code}_{name}": definition for name, definition in named.items()})
        steps = [f"{language.code}_{name}" if name in named else name for name in language.elastic["stemmed"]]
        analysis["analyzer"][stemmed(language)] = _analyzer("named", steps)
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "1s",
        "analysis": analysis,
    }


def stemmed(language: Language) -> str:
    """The analyser of a language's texts."""
    return f"{language.code}_stemmed"


def mappings(position: int) -> dict[str, Any]:
    """Field mappings, with the log position that the index has reached in their ``_meta``."""
    words = {"type": "text", "analyzer": "words"}
    return {
        "dynamic": "strict",
        "_meta": {"position": position, "schema": schema()},
        "properties": {
            "live": {"type": "boolean"},
            "version": {"type": "long"},
            "key": {"type": "keyword"},
            "is_quarantined": {"type": "boolean"},
            "quarantined": {"type": "text", "index": False},
            "id": {"type": "keyword"},
            "type": {"type": "keyword"},
            "path": {"type": "keyword", "ignore_above": 2_000},
            "language": {"type": "keyword"},
            "translation_key": {"type": "keyword"},
            "groups": {"type": "keyword"},
            "ring_count": {"type": "integer"},
            # A language's texts are in fields of its own, as its analyser wants them; these hold all languages' words.
            **{code: {"properties": _texts(language_of(code))} for code in codes()},
            "words": {"properties": {"title": words, "keywords": words, "everything": words}},
            "title_key": {"type": "keyword", "ignore_above": 500},
            "exact": {"type": "flattened", "ignore_above": 500},
            "facets": {"type": "flattened", "ignore_above": 500},
            "counted": {"type": "keyword", "ignore_above": 1_000},
            # Seconds as numbers: a date field would read a number in a query as milliseconds.
            "published_at": {"type": "long"},
            "reviewed_at": {"type": "long"},
            "review_due": {"type": "long"},
            "live_from": {"type": "long"},
            "live_until": {"type": "long"},
            "popularity_gain": {"type": "float"},
            # All that a result is made of, as JSON. Kept beside the source, of which nothing then has to be read: that
            # took a quarter of a search's time.
            "shown": {"type": "keyword", "index": False, "doc_values": False, "store": True},
        },
    }


def schema() -> int:
    """A number that stands for the settings, the mapping and the document: an index of another one is rebuilt."""
    words = {"type": "text", "analyzer": "words"}
    texts = {code: _texts(language_of(code)) for code in codes()}
    parts = [_DOCUMENT, sorted(every_stop_word()), settings(), texts, words]
    return int.from_bytes(hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()[:4], "big") >> 1


def _texts(language: Language) -> dict[str, Any]:
    text = {"type": "text", "analyzer": stemmed(language), "index_options": "offsets"}
    to_text = [f"{language.code}.text", "words.everything"]
    return {
        "title": {**text, "copy_to": ["words.everything", "words.title"]},
        # Searched by nothing but the plain shape that the engine is compared with (``make bench ARGS="relevance"``).
        "keywords": {**text, "copy_to": ["words.everything", "words.keywords"]},
        **{name: {**text, "copy_to": to_text} for name in ("summary", "body")},
        "headings": {"type": "text", "index": False, "copy_to": to_text},
        **{name: {"type": "text", "analyzer": stemmed(language)} for name in ("names", "text")},
        "minor": {"type": "text", "analyzer": stemmed(language), "copy_to": "words.everything"},
    }


def _analyzer(signs: str, steps: list[str]) -> dict[str, Any]:
    return {"tokenizer": "standard", "char_filter": [signs], "filter": steps}


def _folded() -> list[str]:
    # By ``fold`` and not by a filter of the server: its tokenizer would drop the ₂ of CO₂ before any filter sees it.
    return [f"{sign} => {plain}" for sign, plain in letters_with_plain_forms().items()]


def _unstemmed(language: Language) -> dict[str, Any]:
    return {"type": "keyword_marker", "keywords": sorted(language.unstemmed)}
