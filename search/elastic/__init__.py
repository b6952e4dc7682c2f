"""The Elasticsearch engine: an index for each audience, followed from the log, searched as the embedded engine is."""

from search.elastic.bulk import Outcome, Update
from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from search.elastic.index import Index

__all__ = ["ElasticEngine", "Index", "Outcome", "Update", "connect"]
