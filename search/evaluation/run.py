"""Runs: put every judged query to an engine and collect the results."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.evaluation import metrics
from search.evaluation.compare import compare, interval
from search.evaluation.corpus import Corpus, CorpusError
from search.evaluation.engines import Search
from search.request import SearchRequest

DEPTH = 50
# Long before any passage's date could matter: an evaluation gives the same answer whenever it is run.
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """``rankings`` maps query id → document ids, best first; ``milliseconds`` query id → time taken."""

    rankings: dict[str, list[str]]
    milliseconds: dict[str, float]


def ask(corpus: Corpus, search: Search) -> Run:
    """Ask every query that has a relevant document, with facets and highlights as readers get them."""
    rankings, milliseconds = {}, {}
    for query, text in corpus.queries.items():
        if any(grade > 0 for grade in corpus.qrels.get(query, {}).values()):
            started = time.perf_counter()
            results = search(SearchRequest(text, NOW, limit=DEPTH))
            milliseconds[query] = (time.perf_counter() - started) * 1000
            rankings[query] = [hit.id for hit in results.hits]
    return Run(rankings, milliseconds)


def report(run: Run, qrels: Mapping[str, Mapping[str, int]], baseline: Run | None = None) -> dict[str, Any]:
    """Every measure, as one JSON object; ``zero_results`` counts queries that found nothing."""
    scores = per_query(run, qrels)
    times = list(run.milliseconds.values())
    empty = sum(not ranking for ranking in run.rankings.values())
    figures: dict[str, Any] = {
        "queries": len(run.rankings),
        "ndcg@10": _mean(scores),
        "ndcg@10_interval": [round(value, 4) for value in interval(list(scores.values()))],
        "judged_ndcg@10": _mean(_each(run, qrels, metrics.judged_ndcg)),
        "mrr@10": _mean(_each(run, qrels, metrics.reciprocal_rank)),
        "recall@50": _mean(_each(run, qrels, metrics.recall)),
        "zero_results": empty,
        "zero_result_rate": round(empty / len(run.rankings), 4) if run.rankings else 0.0,
        "p50_ms": round(metrics.percentile(times, 0.5), 2),
        "p95_ms": round(metrics.percentile(times, 0.95), 2),
    }
    if baseline:
        comparison = compare(scores, per_query(baseline, qrels))
        figures["baseline"] = {
            "ndcg@10_mean_delta": round(comparison.mean, 4),
            "interval": [round(comparison.low, 4), round(comparison.high, 4)],
            "deltas": {query: round(delta, 4) for query, delta in comparison.deltas.items() if delta},
        }
    return figures


def per_query(run: Run, qrels: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """nDCG@10 of each query."""
    return _each(run, qrels, metrics.ndcg)


def save(run: Run, file: Path) -> None:
    """Write a run so that a later one can be compared with it."""
    file.write_text(json.dumps(asdict(run)), encoding="utf-8")


def load(file: Path) -> Run:
    """Read a saved run. Raises CorpusError when it is not one."""
    try:
        return Run(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CorpusError(f"{file}: not a saved run") from error


def _each(run: Run, qrels: Mapping[str, Mapping[str, int]], measure: Any) -> dict[str, float]:
    return {query: measure(ranking, qrels.get(query, {})) for query, ranking in run.rankings.items()}


def _mean(scores: Mapping[str, float]) -> float:
    return round(sum(scores.values()) / len(scores), 4) if scores else 0.0
