"""A module is a noun you already know, and short enough to read."""

import ast

from tests.architecture.tracked import modules, text

MAX_LINES = 300
# A module with such a name says nothing about what is in it.
FORBIDDEN = {"utils", "util", "helpers", "helper", "base", "manager", "managers", "misc", "common", "shared", "stuff"}
# Django's settings are always read together with the base they extend.
ALLOWED = {"cms/settings/base.py"}


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


def test_no_module_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3 + ":")
    assert [str(path) for path in modules() if any(mark in text(path) for mark in marks)] == []
