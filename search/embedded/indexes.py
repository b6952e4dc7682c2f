"""The full-text indexes of a copy: three for each language, in which its texts are cut and stemmed as it wants (of all
that an entry says, of its title, of its names), and one of beginnings, for suggestions."""

from search.languages import Language, codes, language_of

HEADS = ("title", "names")
HEAD_COLUMNS = ("title", "keywords")
TEXT_COLUMNS = ("summary", "headings", "body")
MINOR = "minor"
COLUMNS = (*HEAD_COLUMNS, *TEXT_COLUMNS, MINOR)
START = "search_start"
# Added to a word that must not be stemmed with others: the stemmer then leaves it alone, in texts and queries alike.
PROTECTED_PREFIX = "zq"


def index_of(language: Language) -> str:
    """The index that holds a language's texts."""
    return f"search_index_{language.code}"


def head_of(language: Language, head: str) -> str:
    """The index that holds titles alone, or names alone: each is judged by the length that is usual there."""
    return f"search_{head}_{language.code}"


def columns_of(index: str) -> tuple[str, ...]:
    """What an index holds of an entry."""
    if index.startswith("search_index_"):
        return COLUMNS
    return HEAD_COLUMNS if index == START else (index.split("_")[1],)


def every_index() -> list[str]:
    """Every index of a copy."""
    languages = [language_of(code) for code in codes()]
    heads = [head_of(language, head) for language in languages for head in HEADS]
    return [*map(index_of, languages), *heads, START]


def insertion(index: str, before: tuple[str, ...] = ()) -> str:
    """The INSERT into an index; ``before`` names the column of a command (``delete``) that comes first."""
    columns = [*before, "rowid", *columns_of(index)]
    marks = ", ".join(["'delete'"] * len(before) + ["?"] * (len(columns) - len(before)))
    return f"INSERT INTO {index} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 (own names only)
