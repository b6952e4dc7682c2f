"""A judged collection in the BEIR layout (Thakur et al. 2021)."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from search.entry import Entry


class CorpusError(ValueError):
    """A collection that cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """``qrels`` maps query id → document id → grade (an integer; 0 is judged and not relevant)."""

    entries: list[Entry]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read_corpus(folder: Path, queries: Path | None = None) -> Corpus:
    """Read ``corpus.jsonl``, ``queries.jsonl`` (or another file) and ``qrels.tsv`` (or ``qrels/test.tsv``).

    Of two rows with one id the last counts, as for others who read this layout: a document found twice would be worth
    more than the ideal.
    """
    entries = {str(row["_id"]): passage(number, row) for number, row in enumerate(rows_of(folder / "corpus.jsonl"), 1)}
    query_texts = {str(row["_id"]): str(row.get("text") or "") for row in rows_of(queries or folder / "queries.jsonl")}
    file = folder / "qrels.tsv"
    return Corpus(
        list(entries.values()), query_texts, read_qrels(file if file.is_file() else folder / "qrels" / "test.tsv")
    )


def passage(number: int, row: dict[str, Any]) -> Entry:
    """The entry of one document: ``_id``, ``title``, ``text``, ``keywords`` (a text or a list)."""
    return Entry(
        id=str(row["_id"]),
        audience="public",
        type="passage",
        path=f"/{number}",
        title=str(row.get("title") or ""),
        version=number,
        card={"title": row.get("title") or ""},
        keywords=_keywords(row.get("keywords")),
        body=str(row.get("text") or ""),
    )


def read_qrels(file: Path) -> dict[str, dict[str, int]]:
    """Judgements: ``query-id``, ``corpus-id``, ``score``, with tabs (or blanks) between; a heading line is skipped.

    TREC's four columns are read too. A grade may be written as ``1.0``.
    """
    qrels: dict[str, dict[str, int]] = {}
    with _open(file) as lines:
        for number, line in enumerate(lines, 1):
            row = [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()
            if not any(row):
                continue
            try:
                query, document, grade = row[0], row[-2], int(float(row[-1]))
            except (IndexError, ValueError, OverflowError) as error:
                if number == 1 and len(row) > 2:
                    continue
                raise CorpusError(f"{file}:{number}: expected query-id, corpus-id, score") from error
            qrels.setdefault(query, {})[document] = grade
    return qrels


def _keywords(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, one a line; each has an ``_id``. A name that ends in ``.gz`` is unpacked."""
    with _open(file) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = dict(json.loads(line))
                row["_id"]
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{file}:{number}: expected a JSON object with _id") from error
            yield row


def _open(file: Path) -> TextIO:
    try:
        if file.suffix == ".gz":
            return gzip.open(file, "rt", encoding="utf-8-sig")
        return file.open(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{file}: {error.strerror}") from error
