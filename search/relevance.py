"""Relevance: every number that ranks, with its reason. A number without a reason and a test does not belong here.

``tests/search/test_relevance_numbers.py`` has a case for each that fails when the number is set to nothing.
"""

import math

# How much more a word counts where it stands than in the text (summary, headings, body). A title says what a page is
# about; its names are what readers call it and nothing besides: the editor's keywords, or its title where there are
# none, so that it is not below each page that has some. By questions that experts judged (ADR 0023): 5 : 8 is on a wide
# plateau.
TITLE = 5.0
NAMES = 8.0
# Of the fields that hold a word the best counts, and this share of the others: a page that says one word twice is not
# about two things. (The embedded engine adds the text in full: so it need not ask for each word's texts apart.)
OTHER_FIELD = 0.3
# Code, and what pictures show: somebody may look for it, but mostly it only happens to have the word.
MINOR = 0.05

# How far a word that the reader did not write counts against one that they did.
SYNONYM = 0.6  # the same thing by another name, but the reader's own word is the better evidence
CORRECTION = 0.7  # a known word one or two letters from one that is found nowhere
COMPOUND = 0.7  # "healthcare" for "health care" and the reverse
# Two words of the query that pages write as one and never side by side (needlestick): as good a sign as one of them
# among a page's names.
JOINED = NAMES
ADJACENT = 0.3  # two query words side by side, beyond each alone (sequential dependence, Metzler & Croft 2005)
# A page in another language than the reader's: found, but after those that say the same in theirs.
OTHER_LANGUAGE = 0.3

# Bodies are scored rarest word first until this many rows are to be scored; the commoner words then count in bodies
# only beside a rarer one, and in titles and keywords. What a very common word says of a body is little, and scoring it
# is most of the work.
BODY_ROWS = 4_000
# A word on more rows than this never counts in bodies by itself, not even as the rarest of a query: 30,000 take FTS5
# 35 ms. Whatever has it in its title or keywords comes first, and smaller collections have no such word.
MAX_BODY_ROWS = 20_000

# Added, as shares of the best text score, so that they hold whatever the collection: an exact title is first,
# then an exact keyword or acronym, then a title whose initials are the query.
EXACT_TITLE = 2.0
EXACT_SUBJECT = 1.2  # a title that is the query but for stop words, brackets or plurals
EXACT_KEYWORD = 1.0
INITIALS = 0.5
# Elasticsearch cannot know the best text score while it scores, so there the shares are of this: more than
# text earns.
ELASTIC_UNIT = 200.0
# Initials are a guess (COLD is also Children Offered Living Donors): their share is of what one rare word in a title
# earns, so that they stand among the pages that have the word, and not before them all.
ELASTIC_WORD = 24.0
# Above any other score, so that promoted results come first, in their order.
ELASTIC_PROMOTED = 1e6

# Multiplied. News ages: the newest gains a quarter and the gain halves each 90 days. Nothing else ages.
RECENT_TYPES = frozenset({"news"})
RECENCY_GAIN = 0.25
RECENCY_HALF_LIFE_DAYS = 90.0
# Popularity p ≥ 0 gains up to a fifth, half of it at p = 1, so that it settles near ties and nothing more.
POPULARITY_GAIN = 0.2
# A wanted type goes before what scores less than three times as much; weak matches of it stay below strong others, and
# so does everything below a page of exactly the title asked for.
FIRST_TYPE = 3.0

# Only this many of the best text scores are re-ranked by the multiplied numbers: deeper pages keep the text order.
RERANKED = 200

# Limits that keep any query quick.
MAX_WORDS = 32
MAX_PHRASES = 5
MAX_EXCLUDED = 8
MAX_SYNONYMS = 24
MAX_FORMS = 40
MAX_SPELLINGS = 60
MAX_CORRECTED_WORDS = 6
CORRECTIONS_PER_WORD = 3
FACET_VALUES = 100
NEAREST = 3


def head_times() -> dict[str, float]:
    """How many times as much as in the text a word counts in the title and in the names."""
    return {"title": TITLE, "names": NAMES}


def exact_shares() -> dict[str, float]:
    """What is added for each kind of exact match, as shares."""
    return {"title": EXACT_TITLE, "subject": EXACT_SUBJECT, "keyword": EXACT_KEYWORD, "initials": INITIALS}


def elastic_exact() -> dict[str, float]:
    """What Elasticsearch adds for each kind of exact match."""
    units = {"title": ELASTIC_UNIT, "subject": ELASTIC_UNIT, "keyword": ELASTIC_UNIT, "initials": ELASTIC_WORD}
    return {kind: share * units[kind] for kind, share in exact_shares().items()}


def recency(kind: str, published_at: int | None, now: int) -> float:
    """What age multiplies a score by: 1.25 for today's news, 1.0 in the end; always 1.0 for what does not age."""
    if kind not in RECENT_TYPES or published_at is None:
        return 1.0
    days = max(0, now - published_at) / 86_400
    return 1.0 + RECENCY_GAIN * math.exp(-math.log(2) * days / RECENCY_HALF_LIFE_DAYS)


def popularity_gain(popularity: float) -> float:
    """What popularity (≥ 0) multiplies a score by: from 1.0 to 1.2."""
    return 1.0 + POPULARITY_GAIN * popularity / (popularity + 1.0) if 0 < popularity < math.inf else 1.0


def rarity(count: int, entries: int) -> float:
    """How much finding a word says that ``count`` of ``entries`` hold (inverse document frequency, as in Lucene)."""
    return math.log(1.0 + (max(entries - count, 0) + 0.5) / (count + 0.5))
