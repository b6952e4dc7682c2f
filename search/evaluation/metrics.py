"""Measures of one ranking against judgements, as trec_eval computes them (gain grade, discount log2(rank + 1))."""

import math
from collections.abc import Mapping, Sequence

Judgements = Mapping[str, int]


def ndcg(ranking: Sequence[str], judged: Judgements, depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) of the first ``depth``."""
    ideal = _dcg(sorted((grade for grade in judged.values() if grade > 0), reverse=True)[:depth])
    return _dcg([max(judged.get(document, 0), 0) for document in ranking[:depth]]) / ideal if ideal else 0.0


def judged_ndcg(ranking: Sequence[str], judged: Judgements, depth: int = 10) -> float:
    """The same over judged documents only: what nobody judged is taken out of the ranking first (Sakai 2007)."""
    return ndcg([document for document in ranking if document in judged], judged, depth)


def reciprocal_rank(ranking: Sequence[str], judged: Judgements, depth: int = 10) -> float:
    """One over the rank of the first relevant document; 0 when there is none within ``depth``."""
    for rank, document in enumerate(ranking[:depth], 1):
        if judged.get(document, 0) > 0:
            return 1 / rank
    return 0.0


def recall(ranking: Sequence[str], judged: Judgements, depth: int = 50) -> float:
    """The share of the relevant documents that are within ``depth``."""
    relevant = {document for document, grade in judged.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
