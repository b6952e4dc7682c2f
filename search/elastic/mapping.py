"""One fixed mapping for every content type: a new type adds no field."""

from typing import Any

from search.languages import codes, language_of

SCHEMA = 1  # raise it when the mapping or ``entry_document`` changes: followers then rebuild
SEARCHED = ("title", "keywords", "summary", "headings", "body")


def settings() -> dict[str, Any]:
    """Index settings: one shard (scores stay comparable, and a national body's pages fit in it many times)."""
    unstemmed = sorted({word for code in codes() for word in language_of(code).unstemmed})
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "1s",
        "analysis": {
            "filter": {
                "unstemmed": {"type": "keyword_marker", "keywords": unstemmed},
                "possessive": {"type": "stemmer", "language": "possessive_english"},
                "english": {"type": "stemmer", "language": "english"},
            },
            "analyzer": {
                "stemmed": {
                    "tokenizer": "standard",
                    "filter": ["possessive", "lowercase", "asciifolding", "unstemmed", "english"],
                },
                "words": {"tokenizer": "standard", "filter": ["possessive", "lowercase", "asciifolding"]},
            },
        },
    }


def mappings(position: int) -> dict[str, Any]:
    """Field mappings, with the log position that the index has reached in their ``_meta``."""
    text = {"type": "text", "analyzer": "stemmed", "index_options": "offsets"}
    words = {"type": "text", "analyzer": "words"}
    return {
        "dynamic": "strict",
        "_meta": {"position": position, "schema": SCHEMA},
        "properties": {
            "live": {"type": "boolean"},
            "version": {"type": "long"},
            "key": {"type": "keyword"},
            "is_quarantined": {"type": "boolean"},
            "quarantined": {"type": "text", "index": False},
            "id": {"type": "keyword"},
            "type": {"type": "keyword"},
            "path": {"type": "keyword", "ignore_above": 2_000},
            "title": {**text, "fields": {"words": words}},
            "keywords": {**text, "fields": {"words": words}},
            "summary": text,
            "headings": text,
            "body": text,
            "everything": {"type": "text", "analyzer": "stemmed", "fields": {"words": words}},
            "title_key": {"type": "keyword", "ignore_above": 500},
            "exact": {"type": "flattened", "ignore_above": 500},
            "facets": {"type": "flattened", "ignore_above": 500},
            "labels": {"type": "flattened", "ignore_above": 1_000},
            # Seconds as numbers: a date field would read a number in a query as milliseconds.
            "published_at": {"type": "long"},
            "live_from": {"type": "long"},
            "live_until": {"type": "long"},
            "popularity_gain": {"type": "float"},
            "card": {"type": "object", "enabled": False},
        },
    }
