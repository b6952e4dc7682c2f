"""Search settings: the editors' synonyms, promoted and hidden results, answers, and words never suggested."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from search.answers import Answer, AnswerBook
from search.synonyms import Synonyms, build
from search.words import key_of, words_of

MAX_PINNED = 20


@dataclass(frozen=True)
class SearchSettings:
    """One audience's search settings. Both engines apply them by these functions only.

    ``two_way`` holds groups of equals; ``one_way`` pairs (asked, also searched). ``promoted`` and ``excluded`` map a
    query to entry ids; ``never_suggest`` holds words that nothing offered to a reader may contain, though pages with
    them are found by their misspellings as well. ``answers`` stand above results and change none of them.
    """

    two_way: tuple[tuple[str, ...], ...] = ()
    one_way: tuple[tuple[str, tuple[str, ...]], ...] = ()
    promoted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never_suggest: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonym rules, ready to expand."""
        return build(self.two_way, self.one_way)

    @cached_property
    def _answer_book(self) -> AnswerBook:
        return AnswerBook(self.answers, self.synonyms)

    @cached_property
    def _promoted(self) -> dict[str, tuple[str, ...]]:
        return {key_of(query): ids[:MAX_PINNED] for query, ids in self.promoted.items()}

    @cached_property
    def _excluded(self) -> dict[str, tuple[str, ...]]:
        return {key_of(query): ids for query, ids in self.excluded.items()}

    @cached_property
    def _unspoken(self) -> frozenset[str]:
        return frozenset(word for phrase in self.never_suggest for word in words_of(phrase))

    def promoted_for(self, query_key: str) -> tuple[str, ...]:
        """Entry ids put first for this query, in order, that it does not also exclude."""
        hidden = self.excluded_for(query_key)
        return tuple(entry_id for entry_id in self._promoted.get(query_key, ()) if entry_id not in hidden)

    def excluded_for(self, query_key: str) -> tuple[str, ...]:
        """Entry ids left out for this query."""
        return self._excluded.get(query_key, ())

    def answers_for(self, text: str) -> list[Answer]:
        """What is answered to a reader's query above its results, emergencies first; nothing for most queries."""
        return self._answer_book.answers_for(text)

    def may_suggest(self, text: str) -> bool:
        """Whether a suggestion or correction holds none of the words never to suggest."""
        return not self._unspoken or self._unspoken.isdisjoint(words_of(text))

    def first_to_suggest(self, texts: Iterable[str]) -> str:
        """Return the first of them that may be suggested, empty when none may."""
        return next(filter(self.may_suggest, texts), "")

    def to_json(self) -> dict[str, Any]:
        """The search settings as they travel in the log."""
        return {
            "synonyms": {
                "two_way": [list(group) for group in self.two_way],
                "one_way": [{"asked": term, "also": list(also)} for term, also in self.one_way],
            },
            "promoted": {query: list(ids) for query, ids in self.promoted.items()},
            "excluded": {query: list(ids) for query, ids in self.excluded.items()},
            "never_suggest": list(self.never_suggest),
            "answers": [answer.to_json() for answer in self.answers],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SearchSettings":
        """The reverse of ``to_json``; a missing part is empty."""
        synonyms = value.get("synonyms") or {}
        return cls(
            two_way=tuple(tuple(group) for group in synonyms.get("two_way", ())),
            one_way=tuple((rule["asked"], tuple(rule["also"])) for rule in synonyms.get("one_way", ())),
            promoted=_ids(value.get("promoted") or {}),
            excluded=_ids(value.get("excluded") or {}),
            never_suggest=tuple(value.get("never_suggest") or ()),
            answers=tuple(map(Answer.from_json, value.get("answers") or ())),
        )


def _ids(value: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {query: tuple(ids) for query, ids in value.items()}
