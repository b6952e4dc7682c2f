"""Both engines against what experts judged: beside plain shapes, as ``make bench ARGS="relevance"`` measures it."""

import gzip
import json
from pathlib import Path

import pytest

from tests.bench import relevance
from tests.bench.judged import FOLDER, read_judged

PASSAGES = [
    {"_id": "d1", "title": "What is asthma ?", "text": "Breathing", "focus": "Asthma", "synonyms": ["wheeze"]},
    {"_id": "d2", "title": "Hay fever", "text": "Sneezing, and asthma too", "focus": None, "synonyms": None},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection of two passages, in place of the large one."""
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(each) + "\n" for each in PASSAGES)
    for form, text in {"sentences": "What is a wheeze?", "keywords": "asthma"}.items():
        (tmp_path / f"{form}.jsonl").write_text(json.dumps({"_id": "q1", "text": text}))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t3\nq1\td2\t0\n")
    monkeypatch.setattr(relevance, "FOLDER", tmp_path)
    return tmp_path


def test_keywords_are_the_subject_and_its_other_names(folder: Path) -> None:
    corpus = read_judged(folder)["keywords"]
    assert [each.keywords for each in corpus.entries] == ["Asthma; wheeze", ""]
    assert (corpus.queries, corpus.qrels) == ({"q1": "asthma"}, {"q1": {"d1": 3, "d2": 0}})


@pytest.mark.elasticsearch
def test_each_shape_is_measured_in_both_forms(
    folder: Path, elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADLAND_TEST_ELASTICSEARCH_URL", elasticsearch_url)
    found = {each.name: each.value for each in relevance.run()}
    ways = ("flat BM25", "three FTS5 tables", relevance.EMBEDDED, relevance.PLAIN, relevance.ELASTIC)
    assert {name: found[f"{name}: sentences"] for name in ways} == dict.fromkeys(ways, 1.0)
    assert {name: found[f"{name}: keywords"] for name in ways} == dict.fromkeys(ways, 1.0)
    assert found["embedded beside plain cross_fields: keywords"] == 0.0


def test_an_engine_below_the_plain_shape_misses_its_bar(folder: Path) -> None:
    ways = {name: lambda text: ["d1"] for name in (relevance.PLAIN, relevance.ELASTIC)}
    found = relevance.measures(read_judged(folder), {**ways, relevance.EMBEDDED: lambda text: ["d2", "d1"]})
    assert {each.name for each in found if not each.met} == {
        "embedded beside plain cross_fields: sentences",
        "embedded beside plain cross_fields: keywords",
    }


@pytest.mark.drill
@pytest.mark.elasticsearch
@pytest.mark.skipif(not FOLDER.is_dir(), reason="no judged collection beside the project")
def test_neither_engine_is_below_the_plain_shape(elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLAND_TEST_ELASTICSEARCH_URL", elasticsearch_url)
    found = relevance.run()
    assert len(found) == 22
    assert [each for each in found if not each.met] == []
