"""Words whose beginning changes with the word before them, as in Welsh: ``meddyg``, ``(dau) feddyg``.

Rules are data: ``m: f`` says that a first ``m`` may be written ``f``; ``g: -`` that a first ``g`` may be dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_MIN_WORD_LENGTH = 4  # shorter words have too many others one letter away
_MAX_FORMS = 12
_AFTER_NOTHING = "aeiouwylrn"  # what a word may begin with when its first letter was dropped


@dataclass(frozen=True, slots=True)
class Mutations:
    """``rules`` are (unchanged beginning, changed beginnings), the longest beginning first."""

    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def forms(self, word: str) -> list[str]:
        """Other ways in which the (folded) word may begin: of each word it may come from, every changed form."""
        if not self.rules or len(word) < _MIN_WORD_LENGTH or not word.isalpha():
            return []
        forms: dict[str, None] = {}
        for origin in self._origins(word):
            forms[origin] = None
            forms.update(dict.fromkeys(self._changed(origin)))
        forms.pop(word, None)
        return list(forms)[:_MAX_FORMS]

    def _origins(self, word: str) -> list[str]:
        """The word itself, and what it may be a changed form of."""
        origins = [word]
        for plain, changed in self.rules:
            for start in changed:
                if _begins(word, start) and (start or word[0] in _AFTER_NOTHING):
                    origins.append(plain + word[len(start) :])
        return origins

    def _changed(self, word: str) -> list[str]:
        for plain, changed in self.rules:
            if _begins(word, plain):
                return [start + word[len(plain) :] for start in changed]
        return []


def _begins(word: str, start: str) -> bool:
    """Whether the word begins with this letter: ``ph`` and ``dd`` are letters, not a ``p`` or a ``d``."""
    return word.startswith(start) and word[len(start) : len(start) + 1] not in {"h", start[-1:] or "-"}


def read_mutations(lines: Iterable[str]) -> Mutations:
    """Rules as people write them: ``p: b, mh, ph``; a bar (``g: -``) stands for nothing."""
    rules = []
    for line in lines:
        plain, _, changed = line.partition(":")
        starts = tuple(each.strip().replace("-", "") for each in changed.split(","))
        rules.append((plain.strip(), starts))
    return Mutations(tuple(sorted(rules, key=lambda rule: -len(rule[0]))))
