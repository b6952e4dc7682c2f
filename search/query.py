"""Queries: turn a reader's text, however hostile, into words, phrases and exclusions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search import relevance
from search.exclusions import Exclusion, Hyphens, exclusions_of, with_hyphens, without_exclusions
from search.keys import subject_key, whole_key
from search.languages import Language
from search.names import possible_names, with_names, without_ending
from search.request import MAX_QUERY_CHARACTERS
from search.search_settings import SearchSettings
from search.spellings import spellings_of
from search.synonyms import Phrase, Synonym, Synonyms, merged
from search.words import MAX_KEY_CHARACTERS, fold, printable, words_of, written_words

_QUOTED = re.compile(r'"([^"]*)"')
_QUOTE_SIGNS = str.maketrans("“”„«»＂", '""""""')
_MAX_WORD_LENGTH = 40
_MAX_NAMES = 8


@dataclass(frozen=True, slots=True)
class Query:
    """A read query.

    ``words`` carry the meaning (stop words are gone unless nothing else is left); ``phrases`` must all be found;
    ``excluded`` must not. ``key`` is what editors' search settings know this query by, ``whole`` what an exact title is
    compared with, ``exact`` what is compared with subjects and keywords. ``synonyms`` are searched besides, as are
    ``names``, phrases in which a stop word may be a name. ``spellings`` are other ways to write the words, if any page
    has them.
    """

    text: str
    words: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    excluded: tuple[Exclusion, ...]
    key: str
    whole: str
    exact: tuple[str, ...]
    synonyms: tuple[Synonym, ...]
    names: tuple[Phrase, ...] = ()
    spellings: tuple[Synonym, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing positive was asked: then everything matches."""
        return not self.words and not self.phrases and not self.has_signs_alone

    @property
    def has_signs_alone(self) -> bool:
        """Whether there is text with no letter and no digit: there is nothing to search for."""
        return bool(self.text) and not self.words and not self.excluded


def read_query(text: str, language: Language, search_settings: SearchSettings, hyphens: Hyphens | None = None) -> Query:
    """Read a query text of any content. Never raises; length and number of words are bounded.

    ``hyphens`` tells which minus completes a joined word that pages hold; without it every minus excludes.
    """
    text = query_text(text)
    joined = with_hyphens(text, hyphens) if hyphens else text
    excluded = exclusions_of(joined)
    named = with_names(without_exclusions(joined))
    phrases = [phrase for each in _QUOTED.findall(named) if (phrase := tuple(_bounded(written_words(each))))]
    # Not yet cut to so many words: in a long question what matters may come last, after many words without a subject.
    every = [word[:_MAX_WORD_LENGTH] for word in words_of(named)]
    meaningful = [word for word in every if word not in language.stop_words] or every
    words = tuple(dict.fromkeys(part for word in meaningful for part in parts_of(word)))[: relevance.MAX_WORDS]
    whole = whole_key(without_exclusions(joined))
    exact = [whole, subject_key(every, language), subject_key(meaningful, language)]
    plain = [without_ending(word) for word in every]
    synonyms = merged(language.synonyms, search_settings.synonyms)
    return Query(
        text=text,
        words=words,
        phrases=tuple(phrases[: relevance.MAX_PHRASES]),
        excluded=tuple(excluded[: relevance.MAX_EXCLUDED]),
        key=" ".join(plain)[:MAX_KEY_CHARACTERS],
        whole=whole,
        exact=tuple(dict.fromkeys(key for key in exact if key)),
        synonyms=tuple(_expansions(synonyms, plain, meaningful, words, language))[: relevance.MAX_SYNONYMS],
        names=tuple(possible_names(every))[:_MAX_NAMES],
        spellings=tuple(spellings_of(every, words)),
    )


def query_text(text: str) -> str:
    """What is read of a reader's text: on one line, bounded, with straight quotes."""
    return " ".join(printable(text[:MAX_QUERY_CHARACTERS]).translate(_QUOTE_SIGNS).split())


def respell(text: str, corrections: dict[str, str]) -> str:
    """The reader's text with each corrected word put in its place; signs and other words stay as they were."""

    def replace(match: re.Match[str]) -> str:
        return corrections.get(fold(match.group()), match.group())

    return re.sub(r"[^\W_]+", replace, text)


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
