"""Readers of source files: choose the right one for a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from site_content.importing.sources.json_lines import read_json_lines
from site_content.importing.sources.markdown_files import SUFFIXES, read_markdown
from site_content.importing.sources.source import BadRecord, ReadOptions, SourceRecord
from site_content.importing.sources.wordpress import read_wordpress


def read(path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    """Yield every document of a file or folder; what nobody can read is one BadRecord."""
    suffix = path.suffix.lower()
    if path.is_dir() or suffix in SUFFIXES:
        yield from read_markdown(path, options)
    elif suffix in {".jsonl", ".ndjson", ".json"}:
        yield from read_json_lines(path, options)
    elif suffix in {".xml", ".wxr"}:
        yield from read_wordpress(path, options)
    else:
        yield BadRecord(path.name, "not a .jsonl file, an .md file, a folder of .md files or a WordPress export (.xml)")
