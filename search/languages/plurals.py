"""Plurals that no stemmer puts right: ``tooth``, ``teeth``; ``diagnosis``, ``diagnoses``.

A line is ``tooth: teeth`` for a word, or ``-sis: -ses`` for an ending of longer words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

_MIN_STEM = 3


@dataclass(frozen=True, slots=True)
class Plurals:
    """``singulars`` maps a plural to its singulars, ``plurals`` the reverse; ``endings`` are (singular, plural)."""

    singulars: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    endings: tuple[tuple[str, str], ...] = ()

    def forms(self, word: str) -> list[str]:
        """The other number of a folded word: of one that is listed as listed, else by every ending that fits."""
        if word in self.singulars or word in self.plurals:
            return [*self.singulars.get(word, ()), *self.plurals.get(word, ())]
        pairs = [pair for singular, plural in self.endings for pair in ((singular, plural), (plural, singular))]
        fitting = [(one, other) for one, other in pairs if word.endswith(one) and len(word) >= len(one) + _MIN_STEM]
        return [word.removesuffix(one) + other for one, other in fitting]


def read_plurals(lines: Iterable[str]) -> Plurals:
    """Read lines as people write them. Several plurals of one word stand with commas between them."""
    singulars: dict[str, tuple[str, ...]] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    endings: list[tuple[str, str]] = []
    for line in lines:
        singular, _, others = line.partition(":")
        for plural in (each.strip() for each in others.split(",")):
            if singular.startswith("-"):
                endings.append((singular.strip(" -"), plural.strip("-")))
                continue
            plurals[singular] = (*plurals.get(singular, ()), plural)
            singulars[plural] = (*singulars.get(plural, ()), singular)
    return Plurals(singulars, plurals, tuple(endings))
