"""Questions of real people, judged by experts: a collection beside the project that not every machine has.

HEADLAND_JUDGED names another folder of the same layout: ``corpus.jsonl.gz`` (``_id``, ``title``, ``text``, ``focus``,
``synonyms``), ``sentences.jsonl`` and ``keywords.jsonl`` (two forms of each question), ``qrels.tsv``.
"""

import os
from pathlib import Path

from search.evaluation.corpus import Corpus, passage, read_qrels, rows_of

FORMS = ("sentences", "keywords")
FOLDER = Path(os.environ.get("HEADLAND_JUDGED") or Path(__file__).parents[3] / "shared" / "judged")


def read_judged(folder: Path) -> dict[str, Corpus]:
    """The collection once for each form of its questions. An editor's keywords are the subject and its other names."""
    entries = []
    for number, row in enumerate(rows_of(folder / "corpus.jsonl.gz"), 1):
        names = [row.get("focus"), *(row.get("synonyms") or [])]
        entries.append(passage(number, {**row, "keywords": "; ".join(filter(None, names))}))
    qrels = read_qrels(folder / "qrels.tsv")
    questions = {form: {row["_id"]: row["text"] for row in rows_of(folder / f"{form}.jsonl")} for form in FORMS}
    return {form: Corpus(entries, questions[form], qrels) for form in FORMS}
