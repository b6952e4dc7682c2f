"""Spelling fixes: say what else to search for when no page has a query's words as written."""

from dataclasses import dataclass, field

from search.synonyms import Phrase, Synonym


@dataclass(frozen=True, slots=True)
class SpellingFix:
    """An engine's finding about a query.

    ``corrections`` are known words near unknown ones; ``beginnings`` unknown words that known ones begin with;
    ``compounds`` words written in two; ``spellings`` other ways to write the words that a page has; ``joined`` those
    that write two of the reader's words as one, where no page has the two side by side. ``corrected`` maps an unknown
    word to what the reader is told; ``missing`` are words with nothing near.
    """

    corrections: tuple[Phrase, ...] = ()
    compounds: tuple[Phrase, ...] = ()
    beginnings: tuple[str, ...] = ()
    corrected: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    spellings: tuple[Synonym, ...] = ()
    joined: tuple[Phrase, ...] = ()

    @property
    def is_wider(self) -> bool:
        """Whether more is searched for than the reader wrote."""
        return bool(self.corrections or self.compounds or self.beginnings or self.spellings)
