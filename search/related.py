"""Related pages: picks the words that tell one text from others, and says how much of them another has. Pure.

Two pages are as near as the telling words that they share are rare. Only pages that may be shown beside the one are
counted, so that no other weighs in what is shown.
"""

from collections import Counter
from collections.abc import Mapping

from search import relevance
from search.languages import Language
from search.words import plain_words

# So many words are looked up, and so many tell: a bound on the work, and enough to say what a page is about.
LOOKED_UP = 40
TELLING = 12
# What a page is called says more of its subject than what it says.
_FACTORS = {"title": 4.0, "keywords": 3.0, "headings": 1.5}
# A shorter word is rarely about anything, and words that begin alike are mostly forms of one word.
_MIN_LETTERS = 3
_STEM = 5
# A word on more of the pages tells little, and every page that has it would be looked at.
_COMMON = 0.25
_FEW = 20
# With a smaller share of what tells, pages have words in common and no subject (tried on the real documents).
MIN_SHARE = 0.3
# Of those that share most, so many are looked at for their length.
CANDIDATES = 40
# In a title or a keyword it counts so much more.
IN_HEAD = 1.0
MAX_RELATED = 10


def counted_words(texts: Mapping[str, str], language: Language) -> dict[str, float]:
    """Word → how many times it counts in ``texts`` (field → text), the most first: at most LOOKED_UP."""
    times: Counter[str] = Counter()
    for name, text in texts.items():
        factor = _FACTORS.get(name, 1.0)
        for word in plain_words(text):
            times[word] += factor  # type: ignore[assignment]  # a Counter of numbers
    for word in [word for word in times if len(word) < _MIN_LETTERS or word in language.stop_words or word.isdigit()]:
        del times[word]
    return dict(times.most_common(LOOKED_UP))


def telling_words(times: Mapping[str, float], counts: Mapping[str, int], entries: int) -> dict[str, float]:
    """Word → its share of what tells, the most first: it stands in this text often, and in few of ``entries``.

    ``counts`` is word → number of entries that have it, the page itself among them.
    """
    most = max(_FEW, entries * _COMMON)
    worth = {
        word: saturated(often) * relevance.rarity(counts[word], entries)
        for word, often in times.items()
        if 1 < counts.get(word, 0) <= most
    }
    first: dict[str, str] = {}
    for word in sorted(worth, key=lambda word: -worth[word]):
        first.setdefault(word[:_STEM], word)
    telling = list(first.values())[:TELLING]
    whole = sum(worth[word] for word in telling)
    return {word: worth[word] / whole for word in telling}


def nearness(share: float, length: int, own_length: int) -> float:
    """The share of a text of ``length`` characters: a longer one has more words of any kind (BM25's b = 0.75)."""
    return share * saturated(1 / (0.25 + 0.75 * max(length / max(own_length, 1), 1.0)))


def saturated(times: float) -> float:
    """What a word that stands ``times`` times counts, against one time (BM25, k1 = 1.2)."""
    return times * 2.2 / (times + 1.2)
