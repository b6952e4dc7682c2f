"""Languages, one folder each: how to cut and stem texts, stop words, synonyms, words that stay unstemmed.

``analysis.json`` (required) holds ``name``, ``embedded`` (an FTS5 tokenizer) and ``elastic`` (token filters: ``filter``
names its own ones, ``stemmed`` lists what the analyser applies in order) and ``plurals`` (the first ending that fits is
put into the singular, for exact titles and keywords). ``stop_words.txt``, ``synonyms.txt``, ``unstemmed.txt``,
``plurals.txt``, ``mutations.txt``, ``question_words.txt`` and ``lookalikes.txt`` (for these two see answers.py) may be
left out; ``#`` begins a comment in each.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from search.languages.mutations import Mutations, read_mutations
from search.languages.plurals import Plurals, read_plurals
from search.synonyms import Synonyms, read_rules
from search.words import MAX_KEY_CHARACTERS

FOLDER = Path(__file__).parent
DEFAULT = "en"
_CODE = re.compile(r"^[a-z]{2,3}$")
_SIGN = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Language:
    """What a language adds to search. ``unstemmed`` words are kept as they stand in both engines.

    ``tokenizer`` is what FTS5 is told; ``elastic`` are the analyser parts that Elasticsearch is told.
    """

    code: str
    stop_words: frozenset[str] = frozenset()
    synonyms: Synonyms = field(default_factory=Synonyms)
    unstemmed: frozenset[str] = frozenset()
    mutations: Mutations = field(default_factory=Mutations)
    irregular: Plurals = field(default_factory=Plurals)
    name: str = ""
    tokenizer: str = "unicode61 remove_diacritics 2"
    elastic: dict[str, Any] = field(default_factory=dict)
    plurals: tuple[tuple[str, str], ...] = ()
    question_words: frozenset[str] = frozenset()
    lookalikes: frozenset[str] = frozenset()

    def key_of(self, words: Iterable[str]) -> str:
        """What an exact title or keyword is known by: its letters and digits, each word in the singular.

        So it is one key however a compound, a number or a telephone number in it is written.
        """
        parts = (part for word in words for part in _SIGN.split(word))
        return "".join(map(self._singular, parts))[:MAX_KEY_CHARACTERS]

    def forms(self, word: str) -> list[str]:
        """Other forms of a word that count as the word: the other number, and other beginnings."""
        return [*self.irregular.forms(word), *self.mutations.forms(word)]

    def _singular(self, word: str) -> str:
        if word in self.irregular.singulars:
            return self.irregular.singulars[word][0]
        # Asked of every word of every title: most end in none of these.
        if not word.endswith(self._endings) or word in self.unstemmed:
            return word
        for ending, instead in self.plurals:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word[: -len(ending)] + instead
        return word

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        return tuple(ending for ending, _ in self.plurals)


def codes() -> list[str]:
    """Every language that has a folder."""
    return _codes(FOLDER)


def language_of(locale: str) -> Language:
    """The language of a locale (``en-GB`` → ``en``); the default one where there is no folder."""
    return _language_of(FOLDER, locale[:20])


def every_stop_word() -> frozenset[str]:
    """The stop words of all languages together."""
    return _every_stop_word(FOLDER)


@cache
def _every_stop_word(folder: Path) -> frozenset[str]:
    return frozenset().union(*(_read(folder, code).stop_words for code in _codes(folder)))


@cache
def _codes(folder: Path) -> list[str]:
    names = (each.name for each in folder.iterdir() if (each / "analysis.json").is_file())
    return sorted(name for name in names if _CODE.match(name))


@cache
def _language_of(folder: Path, locale: str) -> Language:
    code = locale.split("-")[0].split("_")[0].lower()
    return _read(folder, code if code in _codes(folder) else DEFAULT)


@cache
def _read(folder: Path, code: str) -> Language:
    analysis = json.loads((folder / code / "analysis.json").read_text(encoding="utf-8"))
    return Language(
        code=code,
        stop_words=frozenset(_lines(folder / code / "stop_words.txt")),
        synonyms=read_rules(_lines(folder / code / "synonyms.txt")),
        unstemmed=frozenset(_lines(folder / code / "unstemmed.txt")),
        mutations=read_mutations(_lines(folder / code / "mutations.txt")),
        irregular=read_plurals(_lines(folder / code / "plurals.txt")),
        name=analysis["name"],
        tokenizer=analysis["embedded"],
        elastic=analysis["elastic"],
        plurals=tuple(analysis.get("plurals", {}).items()),
        question_words=frozenset(_lines(folder / code / "question_words.txt")),
        lookalikes=frozenset(_lines(folder / code / "lookalikes.txt")),
    )


def _lines(file: Path) -> list[str]:
    if not file.is_file():
        return []
    lines = (line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
