"""Run comparison: says whether one run is better than another, query by query."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RESAMPLES = 5_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean difference and its 95 % interval; ``deltas`` maps query id → difference, greatest loss first."""

    mean: float
    low: float
    high: float
    deltas: dict[str, float]


def compare(scores: Mapping[str, float], baseline: Mapping[str, float]) -> Comparison:
    """Compare over the queries that both runs hold, by paired bootstrap (Sakai 2006), always with the same draw."""
    deltas = {query: scores[query] - baseline[query] for query in scores if query in baseline}
    values = list(deltas.values())
    low, high = interval(values)
    mean = sum(values) / len(values) if values else 0.0
    return Comparison(mean, low, high, dict(sorted(deltas.items(), key=lambda pair: (pair[1], pair[0]))))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean."""
    if not values:
        return 0.0, 0.0
    draw = random.Random(20_260_101)  # noqa: S311 (a fixed draw, so that a run gives the same interval each time)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
