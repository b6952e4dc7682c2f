"""How well both engines answer questions that experts judged, beside plain shapes over the same indexes (nDCG@10).

Each line gives the mean over the questions in one form. A line "beside plain cross_fields" is the mean difference, with
the 95 % interval of the paired bootstrap in the lines below it. Nothing is measured where the collection is missing.
"""

import os
import sqlite3
from collections.abc import Mapping
from uuid import uuid4

from search import embedded
from search.elastic import ElasticEngine, Index, connect
from search.evaluation import metrics
from search.evaluation.compare import compare
from search.evaluation.corpus import Corpus
from search.evaluation.run import NOW
from search.request import SearchRequest
from search.results import SearchResults
from tests.bench import plain_shapes
from tests.bench.judged import FOLDER, read_judged
from tests.bench.measure import Measure
from tests.bench.plain_shapes import Ranking

PLAIN, ELASTIC, EMBEDDED = "plain cross_fields", "Elasticsearch", "embedded"
# By how much an engine may be below the plain shape, on average: Elasticsearch has the same means, FTS5 has not.
ALLOWED = {ELASTIC: 0.0, EMBEDDED: 0.03}
Scores = dict[str, float]


def run() -> list[Measure]:
    """Measure what this machine has: the collection, and Elasticsearch for two of the shapes."""
    if not FOLDER.is_dir():
        return []
    collection = read_judged(FOLDER)
    entries = next(iter(collection.values())).entries
    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)
    embedded.put_many(conn, enumerate(entries, 1))
    ways = {"flat BM25": plain_shapes.flat(conn), "three FTS5 tables": plain_shapes.three_tables(conn)}
    ways[EMBEDDED] = lambda text: _ids(embedded.search(conn, _request(text)))
    url = os.environ.get("HEADLAND_TEST_ELASTICSEARCH_URL")
    if not url:
        return measures(collection, ways)
    client = connect(url)
    index = Index(client, f"bench-{uuid4().hex[:8]}")
    index.create()
    try:
        index.write(entries)
        index.merge(wait=True)
        ways[PLAIN] = plain_shapes.cross_fields(client.options(request_timeout=20), index.read_alias)
        engine = ElasticEngine(client, index.read_alias, time_limit=20)
        ways[ELASTIC] = lambda text: _ids(engine.search(_request(text)))
        return measures(collection, ways)
    finally:
        index.delete()


def measures(collection: Mapping[str, Corpus], ways: Mapping[str, Ranking]) -> list[Measure]:
    """Every way's figure for each form of the questions, and what an engine differs from the plain shape by."""
    found: list[Measure] = []
    for form, corpus in collection.items():
        scores = {name: scores_of(corpus, rank) for name, rank in ways.items()}
        found += [Measure(f"{name}: {form}", sum(each.values()) / len(each)) for name, each in scores.items()]
        if PLAIN in scores:
            for name, allowed in ALLOWED.items():
                found += _beside(f"{name} beside {PLAIN}: {form}", scores[name], scores[PLAIN], -allowed)
    return found


def scores_of(corpus: Corpus, rank: Ranking) -> Scores:
    """NDCG@10 of each judged question."""
    texts = {query: text for query, text in corpus.queries.items() if any(corpus.qrels.get(query, {}).values())}
    return {query: metrics.ndcg(rank(text), corpus.qrels[query]) for query, text in texts.items()}


def _beside(name: str, scores: Scores, plain: Scores, bar: float) -> list[Measure]:
    difference = compare(scores, plain)
    return [
        Measure(name, difference.mean, "", bar),
        Measure("  its interval, from", difference.low),
        Measure("  its interval, to", difference.high),
    ]


def _request(text: str) -> SearchRequest:
    return SearchRequest(text, NOW, limit=10)


def _ids(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits]
