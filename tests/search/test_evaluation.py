"""The relevance harness: metrics against pytrec_eval, files, comparison and the command line."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import pytrec_eval

from search.evaluation import metrics
from search.evaluation.__main__ import main
from search.evaluation.compare import compare
from search.evaluation.corpus import CorpusError, read_corpus, read_qrels
from search.evaluation.run import Run, report


def test_metrics_agree_with_pytrec_eval() -> None:
    draw = random.Random(5)
    documents = [f"d{n}" for n in range(80)]
    qrels = {f"q{n}": {d: draw.randint(0, 3) for d in draw.sample(documents, 12)} | {"d0": 1} for n in range(25)}
    rankings = {query: draw.sample(documents, draw.choice([0, 3, 60])) for query in qrels}
    run = {query: {d: float(-rank) for rank, d in enumerate(ranking)} for query, ranking in rankings.items()}
    measured = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "recip_rank", "recall.50"}).evaluate(run)
    for query, ranking in rankings.items():
        if not ranking:
            continue  # pytrec_eval leaves such a query out; here it counts as nothing found
        assert metrics.ndcg(ranking, qrels[query]) == pytest.approx(measured[query]["ndcg_cut_10"])
        assert metrics.recall(ranking, qrels[query]) == pytest.approx(measured[query]["recall_50"])
        whole = metrics.reciprocal_rank(ranking, qrels[query], depth=100)
        assert whole == pytest.approx(measured[query]["recip_rank"])


def test_metrics_by_hand() -> None:
    judged = {"a": 3, "b": 1, "c": 0}
    assert metrics.ndcg(["x", "a"], judged) == pytest.approx((3 / 1.5849625) / (3 + 1 / 1.5849625))
    assert metrics.judged_ndcg(["x", "a", "y", "b"], judged) == 1.0
    assert metrics.reciprocal_rank(["c", "x", "b"], judged) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(["x"] * 10 + ["a"], judged) == 0.0
    assert (metrics.recall(["a"], judged), metrics.recall([], judged), metrics.recall(["a"], {})) == (0.5, 0.0, 0.0)
    assert metrics.percentile([3, 1, 2, 4], 0.95) == 4
    assert metrics.percentile([], 0.5) == 0.0


def test_comparison_finds_a_difference_and_no_difference() -> None:
    base = {f"q{n}": (n % 10) / 20 for n in range(40)}
    better = compare({query: score + 0.1 + (len(query) - 2) / 50 for query, score in base.items()}, base)
    assert better.low > 0.09
    assert list(better.deltas.values()) == sorted(better.deltas.values())
    same = compare({query: score + (0.1 if n % 2 else -0.1) for n, (query, score) in enumerate(base.items())}, base)
    assert same.low < 0 < same.high


def test_report_counts_queries_that_found_nothing() -> None:
    told = report(Run({"q1": ["a"], "q2": []}, {"q1": 1.0, "q2": 3.0}), {"q1": {"a": 1}, "q2": {"a": 1}})
    assert (told["ndcg@10"], told["zero_results"], told["zero_result_rate"], told["p95_ms"]) == (0.5, 1, 0.5, 3.0)


def corpus_in(folder: Path) -> Path:
    """A small judged collection."""
    rows = [
        {"_id": "d1", "title": "Asthma", "text": "Breathing", "keywords": ["wheeze", "inhaler"]},
        {"_id": "d2", "title": "Hay fever", "text": "Sneezing"},
        {"_id": "d3", "title": "", "text": "wheeze"},
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    asked = [
        {"_id": "q1", "text": "what is a wheeze?"},
        {"_id": "q2", "text": "pollen"},
        {"_id": "q3", "text": "unjudged"},
    ]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td3\t1\nq2\td2\t1\n")
    return folder


def test_command_line_prints_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, saved = corpus_in(tmp_path), tmp_path / "run.json"
    assert main(["--corpus", str(folder), "--json", "--save-run", str(saved)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"ndcg@10", "mrr@10", "recall@50", "zero_results", "p50_ms", "p95_ms"} <= told.keys()
    assert (told["queries"], told["ndcg@10"], told["zero_results"], told["engine"]) == (2, 0.5, 1, "embedded")
    assert main(["--corpus", str(folder), "--baseline", str(saved)]) == 0
    assert "against baseline  +0.0 [0.0, 0.0]" in capsys.readouterr().out


@pytest.mark.elasticsearch
def test_command_line_with_elasticsearch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", elasticsearch_url)
    assert main(["--corpus", str(corpus_in(tmp_path)), "--engine", "elastic", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ndcg@10"], told["recall@50"], told["zero_results"]) == (0.5, 0.5, 1)


def test_beir_folder_of_judgements_is_read_too(tmp_path: Path) -> None:
    folder = corpus_in(tmp_path)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    assert read_corpus(folder).qrels == {"q1": {"d1": 2, "d3": 1}, "q2": {"d2": 1}}
    assert read_corpus(folder).entries[0].keywords == "wheeze, inhaler"


def test_a_document_given_twice_is_found_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = corpus_in(tmp_path)
    once, text = len(read_corpus(folder).entries), (folder / "corpus.jsonl").read_text()
    (folder / "corpus.jsonl").write_text(f"{text}\n{text}")
    assert main(["--corpus", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(read_corpus(folder).entries), told["judged_ndcg@10"] <= 1) == (once, True)


PLAIN_QRELS = "7\t1\t2\n7\t3\t0\n8\t2\t1\n"
UNUSUAL = {
    "tabs": PLAIN_QRELS,
    "heading": "query-id\tcorpus-id\tscore\n" + PLAIN_QRELS,
    "windows": PLAIN_QRELS.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + PLAIN_QRELS,
    "blanks": PLAIN_QRELS.replace("\t", "  "),
    "trec": "7 0 1 2\n7 0 3 0\n8 0 2 1",
    "decimal": "7\t1\t2.0\n7\t3\t0.0\n8\t2\t1.0\n\n",
}


@pytest.mark.parametrize("engine", ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_collections(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, engine: str, name: str
) -> None:
    if engine == "elastic":
        monkeypatch.setenv("ELASTICSEARCH_URL", os.environ["HEADLAND_TEST_ELASTICSEARCH_URL"])
    rows: list[dict[str, Any]] = [
        {"_id": 1, "text": "Breathing and wheezing"},
        {"_id": 2, "title": None, "text": "Sneezing", "keywords": None, "metadata": {"url": "x"}},
        {"_id": 3, "title": 45, "text": "", "keywords": "wheeze, pollen"},
    ]
    asked = [
        {"_id": 7, "text": "breathing"},
        {"_id": 8, "text": "sneezing"},
        {"_id": 9},
        {"_id": 10, "text": "x" * 999},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text("\r\n".join(map(json.dumps, asked)))
    (tmp_path / "qrels.tsv").write_text(UNUSUAL[name], newline="")
    assert main(["--corpus", str(tmp_path), "--engine", engine, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[name] for name in ("queries", "ndcg@10", "mrr@10", "recall@50", "zero_results")] == [2, 1, 1, 1, 0]


def test_an_engine_that_is_away_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9")
    assert main(["--corpus", str(corpus_in(tmp_path)), "--engine", "elastic", "--json"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.startswith("Elasticsearch: ")) == ("", True)


def test_broken_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpus", str(tmp_path), "--json"]) == 2
    assert "corpus.jsonl" in capsys.readouterr().err
    (tmp_path / "bad.tsv").write_text("a\tb\tscore\nq\td\tmany\n")
    with pytest.raises(CorpusError, match=r"bad\.tsv:2"):
        read_qrels(tmp_path / "bad.tsv")
