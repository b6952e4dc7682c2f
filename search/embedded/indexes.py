"""The full-text indexes of a copy: two for each language, in which its texts are cut and stemmed as it wants (all that
an entry says, and its title and keywords alone), and one of beginnings, for suggestions."""

from search.languages import Language, codes, language_of

COLUMNS = ("title", "keywords", "summary", "headings", "body")
START = "search_start"
HEAD_COLUMNS = ("title", "keywords")
# Added to a word that must not be stemmed with others: the stemmer then leaves it alone, in texts and queries alike.
PROTECTED_PREFIX = "zq"


def index_of(language: Language) -> str:
    """The index that holds a language's texts."""
    return f"search_index_{language.code}"


def head_of(language: Language) -> str:
    """The index that holds titles and keywords alone."""
    return f"search_head_{language.code}"


def columns_of(index: str) -> tuple[str, ...]:
    """What an index holds of an entry."""
    return COLUMNS if index.startswith("search_index_") else HEAD_COLUMNS


def every_index() -> list[str]:
    """Every index of a copy."""
    languages = [language_of(code) for code in codes()]
    return [*map(index_of, languages), *map(head_of, languages), START]


def insertion(index: str, before: tuple[str, ...] = ()) -> str:
    """The INSERT into an index; ``before`` names the column of a command (``delete``) that comes first."""
    columns = [*before, "rowid", *columns_of(index)]
    marks = ", ".join(["'delete'"] * len(before) + ["?"] * (len(columns) - len(before)))
    return f"INSERT INTO {index} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 (own names only)
