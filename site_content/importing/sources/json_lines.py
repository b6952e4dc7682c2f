"""JSON lines: one document a line, its body as HTML or Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from site_content.importing.conversion.markup import readable
from site_content.importing.sources.kinds import kind_of
from site_content.importing.sources.markdown_html import markdown_to_html
from site_content.importing.sources.source import MAX_RECORD_BYTES, BadRecord, ReadOptions, SourceDocument, SourceRecord
from site_content.importing.sources.values import day, moment, names, not_understood, people, words

MAX_LIST_BYTES = 200 * 1024 * 1024


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    """Yield a document for each line. Keys: id, title, body, format, kind, description, date, date_updated, authors,
    tags, topics, keywords, base_path, section, repo, commit, slug, site_url. A bad line is yielded as BadRecord."""
    with path.open("rb") as file:
        if _is_list(file, path):
            yield from _read_list(file, path, options)
            return
        number = 0
        while line := file.readline(MAX_RECORD_BYTES + 1):
            number += 1
            place = f"{path.name}:{number}"
            if len(line) > MAX_RECORD_BYTES:
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_RECORD_BYTES + 1)
                yield BadRecord(place, f"larger than {MAX_RECORD_BYTES // 1024 // 1024} MB")
            elif line.strip():
                yield _read_line(line, place, path, options)


def _is_list(file: BinaryIO, path: Path) -> bool:
    """Say whether a ``.json`` file is one list of documents and not a document a line."""
    begins = file.read(1000).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    file.seek(0)
    return path.suffix.lower() == ".json" and begins == b"["


def _read_list(file: BinaryIO, path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    data = file.read(MAX_LIST_BYTES + 1)
    try:
        if len(data) > MAX_LIST_BYTES:
            raise ValueError(f"a list larger than {MAX_LIST_BYTES // 1024 // 1024} MB: write a document a line")
        records = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield BadRecord(path.name, f"not JSON in UTF-8: {str(error)[:200]}")
        return
    for number, record in enumerate(records, 1):
        yield _read_record(record, f"{path.name}: {number}", path, options)


def _read_line(line: bytes, place: str, path: Path, options: ReadOptions) -> SourceRecord:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return BadRecord(place, f"not JSON in UTF-8: {str(error)[:200]}")
    return _read_record(record, place, path, options)


def _read_record(record: Any, place: str, path: Path, options: ReadOptions) -> SourceRecord:
    if not isinstance(record, dict):
        return BadRecord(place, "not a JSON object")
    try:
        return document_of(record, place, path, options)
    except (ValueError, RecursionError) as error:
        return BadRecord(place, str(error)[:300])


def document_of(record: dict[str, Any], place: str, path: Path, options: ReadOptions) -> SourceDocument:
    """Return a record as a document. Raises ValueError when it has no identity or its body is not text."""
    base_path = words(record.get("base_path"))
    key = words(record.get("id")) or words(record.get("slug")) or base_path
    if not key:
        raise ValueError("no id")
    body = record.get("body", record.get("html", ""))
    if not isinstance(body, str):
        raise ValueError("the body is not text")
    body = readable(body)
    repo = words(record.get("repo"))
    source = options.source or words(record.get("source")) or repo or path.stem
    markdown = words(record.get("format")).lower().startswith(("markdown", "md"))
    image = record.get("image")
    picture = image if isinstance(image, dict) else {"src": image}
    dated, updated = record.get("date") or record.get("published_at"), record.get("date_updated")
    updated = record.get("last_reviewed") if updated is None else updated
    published, reviewed, next_review = moment(dated), day(updated), day(record.get("next_review"))
    return SourceDocument(
        source=source[:200],
        source_id=key[:500],
        kind=kind_of(words(record.get("kind") or record.get("type")), options.kind),
        title=words(record.get("title")),
        html=markdown_to_html(body) if markdown else body,
        address=base_path or key,
        summary=words(record.get("description") or record.get("summary")),
        slug=words(record.get("slug")),
        published=published,
        reviewed=reviewed,
        next_review=next_review,
        authors=people(record.get("authors") or record.get("author")),
        tags=names(record.get("tags")),
        topics=names(record.get("topics") or record.get("categories")),
        keywords=", ".join(names(record.get("keywords"))),
        series=words(record.get("series"))[:100],
        owner=words(record.get("owner"))[:200],
        lead_image=words(picture.get("src") or picture.get("url")),
        lead_image_alt=words(picture.get("alt") or record.get("image_alt")),
        site=options.site_of(source) or words(record.get("site_url")).rstrip("/"),
        files_url=_files_url(repo, words(record.get("commit")), key),
        folder=options.folder,
        notes=not_understood(
            date=(dated, published),
            date_of_review=(updated, reviewed),
            date_of_next_review=(record.get("next_review"), next_review),
        ),
    )


def _files_url(repo: str, commit: str, key: str) -> str:
    """Return where the folder of a document kept in a GitHub repository can be read, or an empty string."""
    if repo.count("/") != 1 or not commit.isalnum():
        return ""
    folder = str(PurePosixPath(key).parent)
    return f"https://github.com/{repo}/blob/{commit}/" + ("" if folder == "." else f"{folder}/")
