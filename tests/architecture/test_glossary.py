"""docs/glossary.md names what exists, and the words it refuses are in no identifier and no help text."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT, modules, text

GLOSSARY = (ROOT / "docs/glossary.md").read_text()
USED, REFUSED = GLOSSARY.split("## Words we do not use")
TERMS = re.findall(r"^\| (.+?) \| (.+?) \| `([\w.]+)` \| (.+?) \|$", USED, re.MULTILINE)
WORDS = [
    word for cell in re.findall(r"^\| (`.+?) \| .+ \|$", REFUSED, re.MULTILINE) for word in re.findall(r"`(.+?)`", cell)
]
MORE_PARTICIPLES = REFUSED.index("Variables are not named")
PARTICIPLES = set(re.findall(r"`(\w+)`", REFUSED[REFUSED.index("Participles") : MORE_PARTICIPLES]))
VARIABLE_PARTICIPLES = PARTICIPLES | set(re.findall(r"`(\w+)`", REFUSED[MORE_PARTICIPLES:]))


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what any of the words looks like; a star stands for letters."""
    return re.compile(r"\b(?:" + "|".join(word.replace("*", r"\w*") for word in words) + r")\b")


PATTERN = pattern(WORDS)
# "Draft" and "Mark" are refused as names of ours, not as English.
HELP_PATTERN = pattern(word for word in WORDS if not word.istitle())
# What editors, operators and administrators read.
HELP = {"help", "help_text", "verbose_name", "verbose_name_plural", "label", "menu_label"}
# Migrations are history, and this test has to name what it looks for.
MODULES = [path for path in modules() if path.name != "test_glossary.py"]


def exists(dotted: str) -> bool:
    """Say whether a dotted name is a module, or a name at the top of one."""
    try:
        import_module(dotted)
    except ModuleNotFoundError:
        module, _, name = dotted.rpartition(".")
        return bool(module) and exists(module) and hasattr(import_module(module), name)
    return True


def refused_names(source: str) -> set[str]:
    """Return the names of a module that hold a refused word."""
    if not PATTERN.search(source):
        return set()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME and PATTERN.fullmatch(token.string)}


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a module as a tree."""
    return ast.parse(text(path))


def help_texts(tree: ast.AST) -> set[str]:
    """Return the texts that are given as help or as a label."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            names = {node.arg}
        elif isinstance(node, ast.Assign):
            names = {to.id for to in node.targets if isinstance(to, ast.Name)}
        else:
            continue
        if names & HELP:
            parts = ast.walk(node.value)
            found |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def defined(path: Path, tree: ast.AST) -> Iterator[str]:
    """Yield the names of a module, its classes, functions and methods, without leading underscores."""
    yield path.stem
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name.lstrip("_").lower()


def stored(tree: ast.AST) -> Iterator[str]:
    """Yield the names of variables, parameters and attributes, without leading underscores."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
                | ast.ExceptHandler(name=str(name))
                | ast.alias(asname=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                yield name.lstrip("_").lower()


def participles_of(paths: Iterable[Path]) -> set[tuple[str, str]]:
    """Return each variable of the modules that has such a name, with its module."""
    return {(path.as_posix(), name) for path in paths for name in stored(tree_of(path)) if name in VARIABLE_PARTICIPLES}


def test_every_term_names_a_module_or_what_one_holds() -> None:
    assert len(TERMS) > 40
    assert [(word, dotted) for word, _, dotted, _ in TERMS if not exists(dotted)] == []
    assert len({word for word, *_ in TERMS}) == len(TERMS)
    assert len(TERMS) == USED.count("\n| ") - 2


def test_refused_words_are_in_no_identifier() -> None:
    assert len(WORDS) > 20
    found = {path.as_posix(): names for path in MODULES if (names := refused_names(text(path)))}
    assert found == {}
    assert [path.as_posix() for path in MODULES if PATTERN.fullmatch(path.stem)] == []


def test_refused_words_are_in_no_help_text() -> None:
    texts = {(path.as_posix(), words) for path in MODULES for words in help_texts(tree_of(path))}
    assert len(texts) > 100
    assert {(path, words) for path, words in texts if HELP_PATTERN.search(words)} == set()


def test_participles_and_question_words_name_nothing() -> None:
    assert len(PARTICIPLES) > 10
    found = {
        (path.as_posix(), name)
        for path in MODULES
        if path.parts[0] != "tests"
        for name in defined(path, tree_of(path))
        if name in PARTICIPLES
    }
    assert found == set()


def test_participles_and_question_words_name_no_variable() -> None:
    assert len(VARIABLE_PARTICIPLES) == len(PARTICIPLES) + 3
    rooms = [path for path in MODULES if path.parts[0] != "tests"]
    assert len(rooms) > 400
    assert participles_of(rooms) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("found = 1", {"found"}),
        ("_kept: int = 1", {"kept"}),
        ("KNOWN = {}", {"known"}),
        ("self._seen = 1", {"seen"}),
        ("one, (two, *left) = x", {"one", "two", "left"}),
        ("[said for said in x if (told := said)]", {"said", "told"}),
        ("def f(asked, *given, wanted=1, **sent): pass", {"asked", "given", "wanted", "sent"}),
        ("lambda made: 1", {"made"}),
        ("for why in x:\n    with y as what: pass", {"why", "what"}),
        ("try: pass\nexcept E as held: pass", {"held"}),
        ("import a as shown", {"shown"}),
        ("match x:\n    case [taken, *kept]: pass\n    case {**who}: pass", {"taken", "kept", "who"}),
        ("f(found=1); x.known; {'asked': seen}", set()),
    ],
)
def test_it_sees_variables(source: str, names: set[str]) -> None:
    assert set(stored(ast.parse(source))) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(levers): return levers", {"levers"}),
        ("LONGEST_NAME = 3", {"LONGEST_NAME"}),
        ("MAX_NAME = 3  # the LONGEST_NAME", set()),
        ("class Draft: pass", {"Draft"}),
        ("class DraftField: almost = 1", set()),
    ],
)
def test_it_sees_a_refused_word(source: str, names: set[str]) -> None:
    assert refused_names(source) == names


def test_it_sees_help_texts() -> None:
    source = "Field(help_text=['one ', f'lever {x}'])\nclass Command:\n    help = 'two'\nmenu_label = 'three'"
    assert help_texts(ast.parse(source)) == {"one ", "lever ", "two", "three"}
