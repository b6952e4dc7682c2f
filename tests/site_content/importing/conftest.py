"""Running the import as people do, and looking at what readers get."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from site_content.items.models import Item

# An uploaded file's address: a folder of its own, and a name that may be taken already.
_FILE = re.compile(r'/media/files/[^/"]+/([^/"]*?)(?:_[A-Za-z0-9]{7})?(\.[a-z]+)(?=")')
FIXTURES = Path(__file__).parent / "fixtures"


@dataclass
class Result:
    """What one run printed, what it failed with, and its report."""

    lines: list[str]
    error: str
    documents: list[dict[str, Any]]
    counts: dict[str, int]

    def actions(self) -> dict[str, str]:
        """Return what became of each document."""
        return {document["source_id"]: document["action"] for document in self.documents}

    def reasons(self) -> dict[str, str]:
        """Return why, of each document that has a reason."""
        return {document["source_id"]: document["reason"] for document in self.documents if document["reason"]}

    def notes(self) -> dict[str, list[str]]:
        """Return what else is said of each document."""
        return {document["source_id"]: document["notes"] for document in self.documents if document["notes"]}


RunImport = Callable[..., Result]


@pytest.fixture
def run_import(db: None, tmp_path: Path) -> RunImport:
    """Return ``import_content`` as a function of its command line. It publishes under /in unless told otherwise."""

    def run(*arguments: Any, publish: bool = True, under: str = "/in") -> Result:
        report, said = tmp_path / "report.json", StringIO()
        report.unlink(missing_ok=True)
        words = [*map(str, arguments), f"--under={under}", f"--report={report}", *(["--publish"] if publish else [])]
        error = ""
        try:
            call_command("import_content", *words, stdout=said)
        except CommandError as raised:
            error = str(raised)
        told = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {"documents": [], "counts": {}}
        return Result(said.getvalue().splitlines(), error, told["documents"], told["counts"])

    return run


@pytest.fixture
def json_lines(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes records (or lines as they stand) into one file and returns it."""

    def write(*records: dict[str, Any] | bytes, name: str = "pages.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    return write


def item_at(path: str, audience: str = "public") -> dict[str, Any] | None:
    """Return the live item at a path, or None."""
    row = Item.objects.filter(path=path, audience=audience, slot="current", state="live").first()
    return json.loads(row.body) if row else None


def blocks(item: dict[str, Any] | None) -> list[tuple[str, Any]]:
    """Return (type, value) of each block of an item's body, pictures and files shortened to their names."""
    assert item is not None
    details = item["details"]
    body = details["body"] if "body" in details else [block for part in details["parts"] for block in part["body"]]
    return [(block["type"], _short(block["value"])) for block in body]


def _short(value: Any) -> Any:
    if isinstance(value, dict) and {"url", "sources", "alt"} <= value.keys():
        name = re.sub(r"_[A-Za-z0-9]{7}\Z", "", value["url"].rsplit("/", 1)[-1].split(".")[0])
        return f"{name}: {value['alt'] or 'decorative'}"
    if isinstance(value, dict):
        return {key: _short(entry) for key, entry in value.items()}
    if isinstance(value, str):
        return _FILE.sub(r"/media/\1\2", value)
    return [_short(entry) for entry in value] if isinstance(value, list) else value
