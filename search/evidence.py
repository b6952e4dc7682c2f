"""Evidence: says by what a search engine looks for a query, and how much each find counts."""

from dataclasses import dataclass

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
        changed = [(form,) for each in named if len(each) == 1 for form in language.mutations.forms(each[0])][:spare]
        spare -= len(changed)
        equals[word] = tuple(dict.fromkeys([*named, *changed]))
    others = [each.phrase for each in query.synonyms if not (each.equal and each.term in equals)]
    pairs = [*zip(query.words, query.words[1:], strict=False), *query.phrases]
    evidence = [Evidence("word", equals[word], 1.0) for word in own]
    evidence += [Evidence("synonym", (phrase,), relevance.SYNONYM) for phrase in others]
    evidence += [Evidence("correction", (phrase,), relevance.CORRECTION) for phrase in fix.corrections]
    evidence += [Evidence("compound", (phrase,), relevance.COMPOUND) for phrase in fix.compounds]
    return evidence + [Evidence("adjacent", (pair,), relevance.ADJACENT) for pair in pairs]


def exact_keys(query: Query, fix: SpellingFix, language: Language) -> tuple[str, ...]:
    """What exact titles and keywords are compared with: the query, and the query as it is likely meant."""
    if not fix.corrected:
        return query.exact
    meant = read_query(respell(query.text, fix.corrected), language, SearchSettings())
    return tuple(dict.fromkeys((*query.exact, *meant.exact)))
