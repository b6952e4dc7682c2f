"""Evidence: says by what a search engine looks for a query, and how much each find counts."""

from dataclasses import dataclass
from typing import NamedTuple

from search import relevance
from search.languages import Language
from search.query import Query, read_query, respell
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix
from search.synonyms import Phrase


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to look for, and what finding it is worth; ``phrases`` are names for the same thing."""

    kind: str
    phrases: tuple[Phrase, ...]
    weight: float


def evidence_for(query: Query, fix: SpellingFix, language: Language) -> list[Evidence]:
    """Each of the reader's words with its equals (other names, other beginnings), then what they may have meant."""
    own: list[Phrase] = [(word,) for word in query.words] or list(query.phrases)
    spare = relevance.MAX_FORMS
    equals: dict[Phrase, tuple[Phrase, ...]] = {}
    for word in own:
        named = [word, *(each.phrase for each in query.synonyms if each.equal and each.term == word)]
        changed = [(form,) for each in named if len(each) == 1 for form in language.forms(each[0])][:spare]
        spare -= len(changed)
        spelt = [each.phrase for each in fix.spellings if each.term == word]
        equals[word] = tuple(dict.fromkeys([*named, *changed, *spelt]))
    others = [each.phrase for each in query.synonyms if not (each.equal and each.term in equals)]
    pairs = [*zip(query.words, query.words[1:], strict=False), *query.phrases]
    evidence = [Evidence("word", equals[word], 1.0) for word in own]
    evidence += [Evidence("word", (phrase,), 1.0) for phrase in query.names]
    evidence += [Evidence("synonym", (phrase,), relevance.SYNONYM) for phrase in others]
    evidence += [Evidence("correction", (phrase,), relevance.CORRECTION) for phrase in fix.corrections]
    written = [phrase for phrase in _joined(fix) if phrase not in fix.joined]
    evidence += [Evidence("compound", (phrase,), relevance.COMPOUND) for phrase in [*fix.compounds, *written]]
    evidence += [Evidence("joined", (phrase,), relevance.JOINED) for phrase in fix.joined]
    return evidence + [Evidence("adjacent", (pair,), relevance.ADJACENT) for pair in pairs]


def _joined(fix: SpellingFix) -> list[Phrase]:
    """What is written as one for two of the reader's words: beside counting as either, it is rarer than both."""
    return list(dict.fromkeys(each.phrase for each in fix.spellings if len(each.phrase) == 1))


class ExactKeys(NamedTuple):
    """What exact titles are compared with (``whole``), and titles' subjects, keywords and initials (``every``)."""

    whole: tuple[str, ...]
    every: tuple[str, ...]


def exact_keys(query: Query, fix: SpellingFix, language: Language) -> ExactKeys:
    """The keys of the query, and of the query as it is likely meant."""
    queries = [query]
    if fix.corrected:
        queries.append(read_query(respell(query.text, fix.corrected), language, SearchSettings()))
    every = dict.fromkeys(key for each in queries for key in each.exact)
    return ExactKeys(tuple(each.whole for each in queries), tuple(every))
