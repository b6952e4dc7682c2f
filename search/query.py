"""Queries: turn a reader's text, however hostile, into words, phrases and exclusions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search import relevance
from search.languages import Language
from search.request import MAX_QUERY_CHARACTERS
from search.search_settings import SearchSettings
from search.synonyms import Phrase, Synonym, Synonyms, merged
from search.words import MAX_KEY_CHARACTERS, fold, printable, words_of

_QUOTED = re.compile(r'"([^"]*)"')
_EXCLUDED_PHRASE = re.compile(r'(?:^|\s)-"([^"]*)"')
_EXCLUDED = re.compile(r"(?:^|\s)-([^\W_][^\s\"]*)")
_QUOTE_SIGNS = str.maketrans("“”„«»", '"""""')
_MAX_WORD_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Query:
    """A read query.

    ``words`` carry the meaning (stop words are gone unless nothing else is left); ``phrases`` must all be found;
    ``excluded`` must not. ``key`` is what editors' search settings know this query by, ``exact`` what an exact title
    or keyword is compared with. ``synonyms`` are searched besides.
    """

    text: str
    words: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    excluded: tuple[Phrase, ...]
    key: str
    exact: tuple[str, ...]
    synonyms: tuple[Synonym, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing positive was asked: then everything matches."""
        return not self.words and not self.phrases


def read_query(text: str, language: Language, search_settings: SearchSettings) -> Query:
    """Read a query text of any content. Never raises; length and number of words are bounded."""
    text = " ".join(printable(text[:MAX_QUERY_CHARACTERS]).translate(_QUOTE_SIGNS).split())
    unquoted = _EXCLUDED_PHRASE.sub(" ", text)
    phrases = _phrases(_QUOTED.findall(unquoted))
    rest = _QUOTED.sub(" ", unquoted)
    excluded = _phrases([*_EXCLUDED_PHRASE.findall(text), *_EXCLUDED.findall(rest)])
    # Not yet cut to so many words: in a long question what matters may come last, after many words without a subject.
    term = [word[:_MAX_WORD_LENGTH] for word in words_of(_EXCLUDED.sub(" ", rest))]
    every = [*term, *(word for phrase in phrases for word in phrase)]
    meaningful = [word for word in every if word not in language.stop_words] or every
    words = tuple(dict.fromkeys(part for word in meaningful for part in parts_of(word)))[: relevance.MAX_WORDS]
    exact = [language.key_of(every), language.key_of(meaningful)]
    synonyms = merged(language.synonyms, search_settings.synonyms)
    return Query(
        text=text,
        words=words,
        phrases=tuple(phrases[: relevance.MAX_PHRASES]),
        excluded=tuple(excluded[: relevance.MAX_EXCLUDED]),
        key=" ".join(every)[:MAX_KEY_CHARACTERS],
        exact=tuple(dict.fromkeys(key for key in exact if key)),
        synonyms=tuple(_expansions(synonyms, every, meaningful, words, language))[: relevance.MAX_SYNONYMS],
    )


def respell(text: str, corrections: dict[str, str]) -> str:
    """The reader's text with each corrected word put in its place; signs and other words stay as they were."""

    def replace(match: re.Match[str]) -> str:
        return corrections.get(fold(match.group()), match.group())

    return re.sub(r"[^\W_]+", replace, text)


def _phrases(texts: list[str]) -> list[Phrase]:
    return [phrase for text in texts if (phrase := tuple(_bounded(words_of(text))))]


def _bounded(words: list[str]) -> list[str]:
    return [word[:_MAX_WORD_LENGTH] for word in words[: relevance.MAX_WORDS]]


def parts_of(word: str) -> list[str]:
    """A joined word is searched whole and by its longer parts: ``covid-19`` also as ``covid``."""
    if "-" not in word:
        return [word]
    return [word, *(part for part in word.split("-") if len(part) > 3)]


def _expansions(
    synonyms: Synonyms, every: Sequence[str], meaningful: Sequence[str], words: Sequence[str], language: Language
) -> list[Synonym]:
    """Synonyms of the query as written, of its meaningful words, and of these with other beginnings.

    Less those that are asked for anyway.
    """
    by_phrase = {each.phrase: each for each in (*synonyms.expand(every), *synonyms.expand(meaningful))}
    for form in (form for word in words for form in language.mutations.forms(word)):
        for each in synonyms.expand([form]):
            by_phrase.setdefault(each.phrase, each)
    return [each for phrase, each in by_phrase.items() if not set(phrase) <= set(words)]
