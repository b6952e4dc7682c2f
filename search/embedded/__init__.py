"""The embedded engine: search over FTS5 tables inside a copy file. Nothing else need run."""

from search.embedded.bulk import put_many
from search.embedded.indexes import every_index
from search.embedded.related import related
from search.embedded.schema import create_tables
from search.embedded.search import search
from search.embedded.suggest import suggest
from search.embedded.write import hide, narrow, put, remove

__all__ = [
    "create_tables",
    "every_index",
    "hide",
    "narrow",
    "put",
    "put_many",
    "related",
    "remove",
    "search",
    "suggest",
]
