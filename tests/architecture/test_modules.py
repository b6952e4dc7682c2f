"""A module is a noun you already know, and short enough to read."""

import ast

from tests.architecture.tracked import modules, text

MAX_LINES = 300
# A module with such a name says nothing about what is in it.
FORBIDDEN = {"utils", "util", "helpers", "helper", "base", "manager", "managers", "misc", "common", "shared", "stuff"}
# Django's settings are always read together with the base they extend, and Django looks for an engine by this name.
ALLOWED = {"cms/settings/base.py", "cms/postgresql/base.py"}
# A first line that begins so asks a riddle, where a noun phrase would name the thing (CONTRIBUTING.md, rule 5).
RIDDLES = {
    "What",
    "Who",
    "Whom",
    "Whose",
    "Which",
    "Where",
    "When",
    "Why",
    "How",
    "Whether",
    "From",
    "Keeping",
    "Putting",
}


def test_there_are_modules_to_judge() -> None:
    assert len(modules()) > 50


def test_no_module_is_longer_than_the_wall() -> None:
    lengths = {str(path): text(path).count("\n") for path in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


def test_every_module_has_a_telling_name() -> None:
    assert [str(path) for path in modules() if path.stem in FORBIDDEN and str(path) not in ALLOWED] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path) for path in modules() if text(path).strip() and ast.get_docstring(ast.parse(text(path))) is None
    ]
    assert silent == []


def first_word(source: str) -> str:
    """Return the first word of a module's docstring, or nothing."""
    return (ast.get_docstring(ast.parse(source)) or "").partition(" ")[0].strip(",:")


def test_no_first_line_is_a_riddle() -> None:
    rooms = [path for path in modules() if path.parts[0] != "tests"]
    assert len(rooms) > 300
    assert [str(path) for path in rooms if first_word(text(path)) in RIDDLES] == []
    assert first_word('"""Who, if anyone, may read."""') in RIDDLES


def test_no_module_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3 + ":")
    assert [str(path) for path in modules() if any(mark in text(path) for mark in marks)] == []
