"""Spelling fixes from Elasticsearch: find words that no visible page holds, and what the index offers instead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from search import relevance
from search.elastic.client import Deadline
from search.elastic.query import Clause, holds
from search.names import is_name, names_as_words
from search.passages import worth_of
from search.query import Query
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix
from search.spellings import compound_cuts, cuts, is_compound, joined_pairs
from search.synonyms import Phrase

_WEIGHED = 6
_MIN_CORRECTED_LENGTH = 4


def counting(query: Query, visible: Sequence[Clause]) -> list[Clause]:
    """The search that tells which words are known; none when there are no words."""
    suggesters = {f"w{place}": _suggester(word) for place, word in enumerate(query.words)}
    phrases = _counted_phrases(query)
    return [{**_counting_search(phrases, visible), "suggest": suggesters}] if query.words else []


def fix_spelling(
    deadline: Deadline,
    index: str,
    query: Query,
    search_settings: SearchSettings,
    visible: Sequence[Clause],
    answer: Clause,
) -> SpellingFix:
    """What else to search for, from the answer to ``counting``.

    Only words that a visible page holds are offered, so nothing unpublished shows. A word never to suggest is searched
    for like any other: readers are only not told of it.
    """
    counts = _counts(answer, _counted_phrases(query))
    spellings = tuple(each for each in query.spellings if counts[each.phrase])
    spelt = {each.term for each in spellings}
    strange = [word for word in query.words if not counts[(word,)] and (word,) not in spelt]
    every = [word for word in strange if not is_name(word)]
    unknown, more = every[: relevance.MAX_CORRECTED_WORDS], every[relevance.MAX_CORRECTED_WORDS :]
    pairs = [pair for word in query.words if is_compound(word) and counts[(word,)] for pair in compound_cuts(word)]
    compounds = [*(pair for pair in pairs if counts[pair]), *names_as_words(query.words, strange)]
    joined = tuple(one for one, pair in joined_pairs(query.words, spellings) if not counts[pair])
    if not unknown:
        return SpellingFix(compounds=tuple(compounds), spellings=spellings, joined=joined)
    offered = {word: _offered(answer["suggest"][f"w{query.words.index(word)}"]) for word in unknown}
    fix = _best_fix(deadline, index, unknown, offered, compounds, search_settings, visible)
    return replace(fix, missing=(*fix.missing, *more), spellings=spellings, joined=joined)


def worth_in(query: Query, answer: Clause) -> dict[str, float]:
    """Stem → how much finding a word of it tells, from the answer to ``counting``."""
    counts = _counts(answer, _counted_phrases(query))
    return worth_of(((" ".join(phrase), count) for phrase, count in counts.items()), answer["hits"]["total"]["value"])


def _best_fix(
    deadline: Deadline,
    index: str,
    unknown: Sequence[str],
    offered: dict[str, list[str]],
    compounds: list[Phrase],
    search_settings: SearchSettings,
    visible: Sequence[Clause],
) -> SpellingFix:
    apart = {word: cuts(word) for word in unknown}
    tried: list[Phrase] = [(each,) for texts in offered.values() for each in texts]
    tried += [pair for pairs in apart.values() for pair in pairs]
    body = _counting_search(tried, visible)
    body["aggs"].update({f"longer_{place}": _longer(word, visible) for place, word in enumerate(unknown)})
    answer = deadline.search(index, body)
    counts = _counts(answer, tried)
    corrections: list[Phrase] = []
    beginnings: list[str] = []
    corrected: dict[str, str] = {}
    missing = []
    for place, word in enumerate(unknown):
        near = [each for each in offered[word] if counts[(each,)]]
        pairs = [pair for pair in apart[word] if counts[pair]][:1]
        if answer["aggregations"][f"longer_{place}"]["doc_count"]:
            beginnings.append(word)
            continue
        near = near[: relevance.CORRECTIONS_PER_WORD]
        corrections.extend((each,) for each in near)
        compounds.extend(pairs)
        if replacement := search_settings.first_to_suggest([*near, *(" ".join(pair) for pair in pairs)]):
            corrected[word] = replacement
        elif not (near or pairs):
            missing.append(word)
    return SpellingFix(tuple(corrections), tuple(compounds), tuple(beginnings), corrected, tuple(missing))


def _counted_phrases(query: Query) -> list[Phrase]:
    """The words, their other spellings, and those that may be compounds in two."""
    pairs = [pair for word in query.words if is_compound(word) for pair in compound_cuts(word)]
    side_by_side = [pair for _, pair in joined_pairs(query.words, query.spellings)]
    return [*((word,) for word in query.words), *(each.phrase for each in query.spellings), *pairs, *side_by_side]


def _suggester(word: str) -> Clause:
    return {
        "text": word,
        "term": {
            "field": "words.everything",
            "size": _WEIGHED,
            "suggest_mode": "missing",
            "sort": "score",
            "min_word_length": _MIN_CORRECTED_LENGTH,
            "prefix_length": 0,
            "max_edits": 2 if len(word) >= 8 else 1,
        },
    }


def _offered(pieces: list[Clause]) -> list[str]:
    # A word that the analyser cuts into several (or takes for nothing) is not corrected piece by piece.
    return [option["text"] for option in pieces[0]["options"]][:_WEIGHED] if len(pieces) == 1 else []


def _counting_search(phrases: Iterable[Phrase], visible: Sequence[Clause]) -> Clause:
    filters = {f"p{place}": holds(phrase) for place, phrase in enumerate(dict.fromkeys(phrases))}
    counting = {"counts": {"filters": {"filters": filters}}} if filters else {}
    return {"size": 0, "query": {"bool": {"filter": list(visible)}}, "track_total_hits": True, "aggs": counting}


def _counts(answer: Clause, phrases: Iterable[Phrase]) -> dict[Phrase, int]:
    unique = list(dict.fromkeys(phrases))
    if not unique:
        return {}
    buckets = answer["aggregations"]["counts"]["buckets"]
    return {phrase: buckets[f"p{place}"]["doc_count"] for place, phrase in enumerate(unique)}


def _longer(word: str, visible: Sequence[Clause]) -> Clause:
    clause = (
        {"prefix": {"words.everything": {"value": word}}} if len(word) >= _MIN_CORRECTED_LENGTH else {"match_none": {}}
    )
    return {"filter": {"bool": {"filter": [*visible, clause]}}}
