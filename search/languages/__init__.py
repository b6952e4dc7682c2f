"""One folder a language: stop words, synonyms and words that must not be stemmed together with others."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.synonyms import Synonyms, read_rules

_FOLDER = Path(__file__).parent
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """What a language adds to search. ``unstemmed`` words are kept as they stand in both engines."""

    code: str
    stop_words: frozenset[str]
    synonyms: Synonyms
    unstemmed: frozenset[str]


@cache
def codes() -> list[str]:
    """Every language that has a folder."""
    return sorted(folder.name for folder in _FOLDER.iterdir() if (folder / "stop_words.txt").is_file())


@cache
def language_of(locale: str) -> Language:
    """The language of a locale (``en-GB`` → ``en``); the default one where there is no folder."""
    code = locale.split("-")[0].split("_")[0].lower()
    return _read(code if code in codes() else DEFAULT)


@cache
def _read(code: str) -> Language:
    folder = _FOLDER / code
    return Language(
        code=code,
        stop_words=frozenset(_lines(folder / "stop_words.txt")),
        synonyms=read_rules(_lines(folder / "synonyms.txt")),
        unstemmed=frozenset(_lines(folder / "unstemmed.txt")),
    )


def _lines(file: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
