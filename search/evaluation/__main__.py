"""The command line of the relevance harness."""

import argparse
import json
import signal
import sys
from pathlib import Path
from typing import Any

from search.errors import EngineUnavailable
from search.evaluation.corpus import CorpusError, read_corpus
from search.evaluation.engines import ENGINES
from search.evaluation.run import ask, load, report, save


def main(arguments: list[str] | None = None) -> int:
    """Evaluate and print. Returns 0, or 2 when the collection or the engine cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m search.evaluation", description="Measure how well search answers.")
    parser.add_argument("--corpus", type=Path, required=True, help="folder with corpus.jsonl, queries.jsonl, qrels.tsv")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="embedded")
    parser.add_argument("--queries", type=Path, help="another queries.jsonl, with the same ids")
    parser.add_argument("--baseline", type=Path, help="a saved run to compare with")
    parser.add_argument("--save-run", type=Path, help="where to save this run")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    chosen = parser.parse_args(arguments)
    try:
        corpus = read_corpus(chosen.corpus, chosen.queries)
        baseline = load(chosen.baseline) if chosen.baseline else None
        with ENGINES[chosen.engine](corpus.entries) as search:
            run = ask(corpus, search)
    except (CorpusError, EngineUnavailable) as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.save_run:
        save(run, chosen.save_run)
    figures = {"engine": chosen.engine, "corpus": chosen.corpus.name, **report(run, corpus.qrels, baseline)}
    print(json.dumps(figures) if chosen.json else as_text(figures))
    return 0


def as_text(figures: dict[str, Any]) -> str:
    """The report as lines for people; of a comparison the ten greatest losses and gains."""
    lines = [f"{name:>20}  {value}" for name, value in figures.items() if name != "baseline"]
    if against := figures.get("baseline"):
        lines.append(f"{'against baseline':>20}  {against['ndcg@10_mean_delta']:+} {against['interval']}")
        deltas = list(against["deltas"].items())
        lines += [f"{query:>20}  {delta:+}" for query, delta in [*deltas[:10], *deltas[10:][-10:]]]
    return "\n".join(lines)


if __name__ == "__main__":
    # Ended from outside, it still deletes the index that it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
