"""The phrases that docs/glossary.md refuses are in no text that people read."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT, files, modules, text

SECTION = (ROOT / "docs/glossary.md").read_text().partition("## Phrases we do not write")[2]
ROWS = re.findall(r"^\| (?!Phrase|---)(.+?) \| (.+?) \|$", SECTION, re.MULTILINE)
PHRASES = [phrase for cell, _ in ROWS for phrase in cell.split(", ")]
# Where these phrases stand as examples of what we do not write, and decisions, which are history.
EXAMPLES = {"docs/glossary.md", "CONTRIBUTING.md"}
DOCUMENTS = {".md", ".html", ".yaml", ".json", ".xml"}
PLACEHOLDER = "{}"


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return what any of the phrases looks like; ``#`` stands for a number or a placeholder."""
    number = r"(?:\d[\d,.]*|\{[^{}]*\}|%[sd])"
    words = (re.escape(phrase).replace(r"\#", number).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


PATTERN = pattern(PHRASES)


def string_texts(source: str) -> Iterator[str]:
    """Yield the strings of a module, with placeholders in them, but not its docstrings."""
    tree = ast.parse(source)
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else PLACEHOLDER for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value


def people_read(path: Path) -> bool:
    """Say whether a file is a document, a template or a list of texts, and not an example or a decision."""
    name = path.as_posix()
    if path.suffix not in DOCUMENTS or name in EXAMPLES or name.startswith(("docs/adr/", "docs/openapi-v1.json")):
        return False
    return path.parts[0] == "docs" or len(path.parts) == 1 or "templates" in path.parts or "strings" in path.parts


def found_phrases(words: str) -> set[str]:
    """Return the refused phrases that a text has."""
    return {" ".join(found.split()) for found in PATTERN.findall(words)}


def test_no_text_has_a_refused_phrase() -> None:
    assert len(PHRASES) > 10
    documents = [path for path in files() if people_read(path)]
    assert len(documents) > 90
    found = {(path.as_posix(), phrase) for path in documents for phrase in found_phrases(text(path))}
    assert found == set()


def test_no_message_has_a_refused_phrase() -> None:
    rooms = [path for path in modules() if path.parts[0] != "tests"]
    messages = [(path.as_posix(), words) for path in rooms for words in string_texts(text(path))]
    assert len(messages) > 5_000
    assert {(path, words) for path, words in messages if found_phrases(words)} == set()


def test_every_language_has_every_text() -> None:
    folder = ROOT / "frontend_templates/common/strings"
    english, welsh = (json.loads((folder / f"{code}.json").read_text()) for code in ("en", "cy"))
    assert list(english) == list(welsh)
    placeholders = re.compile(r"\{\w+\}")
    assert {
        key for key in english if set(placeholders.findall(english[key])) != set(placeholders.findall(welsh[key]))
    } == set()


@pytest.mark.parametrize(
    ("words", "phrases"),
    [
        ("fewer than 16 signs", {"16 signs"}),
        ("at most {} signs; it signs tokens", {"{} signs"}),
        ("By post go: questions", {"By post"}),
        ("Something went wrong. It has\nbeen noted.", {"been noted"}),
        ("a postcode by postal address", set()),
        ("Two signs that a stroke has begun", set()),
    ],
)
def test_it_sees_a_refused_phrase(words: str, phrases: set[str]) -> None:
    assert found_phrases(words) == phrases


def test_it_sees_messages_and_leaves_docstrings_out() -> None:
    source = '"""Not read."""\nraise ValueError(f"at most {limit} signs")\nLABEL = ["one", "two"]\n'
    assert set(string_texts(source)) == {"at most {} signs", "one", "two"}
