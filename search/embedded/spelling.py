"""Spelling: guesses what a reader meant by words found on no page, by edit distance over known words.

Candidates come from two bounded look-ups: words that become equal to the asked one when each loses at most one letter
(the symmetric-delete idea of SymSpell), and words of about the same length that begin with the same three letters.
"""

import json
import sqlite3
from collections.abc import Iterable
from zlib import crc32

MIN_WORD_LENGTH, MAX_WORD_LENGTH = 3, 24
MIN_CORRECTED_LENGTH = 4
LONG_WORD = 8  # from this length two mistakes are forgiven, below it one
MAX_CANDIDATES = 400
MAX_COMPLETIONS = 6


def learn(conn: sqlite3.Connection, words: Iterable[str]) -> None:
    """Add words (folded) to the known ones; numbers and very short or long words are left out."""
    usable_words = [word for word in words if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH and word.isalpha()]
    fresh = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM search_word) ORDER BY value"
    new = [word for (word,) in conn.execute(fresh, (json.dumps(usable_words),))]
    if not new:
        return
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM search_word").fetchone()
    numbered = list(enumerate(new, last + 1))
    conn.executemany("INSERT INTO search_word VALUES (?, ?)", numbered)
    marks = sorted((mark, number) for number, word in numbered for mark in _marks(word))
    conn.executemany("INSERT OR IGNORE INTO search_typo VALUES (?, ?)", marks)


def candidates(conn: sqlite3.Connection, word: str) -> list[tuple[int, str]]:
    """Known words within reach of ``word`` as (distance, word), nearest first, then with the same first letter."""
    if not MIN_CORRECTED_LENGTH <= len(word) <= MAX_WORD_LENGTH or not word.isalpha():
        return []
    reach = 2 if len(word) >= LONG_WORD else 1
    marks = list(_marks(word))
    query = f"SELECT DISTINCT w.word FROM search_typo t JOIN search_word w ON w.id = t.word WHERE t.mark IN ({','.join('?' * len(marks))}) LIMIT ?"  # noqa: E501, S608 (marks only)
    others = {row[0] for row in conn.execute(query, (*marks, MAX_CANDIDATES))}
    if reach > 1:
        start = word[:3]
        query = "SELECT word FROM search_word WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? LIMIT ?"
        bounds = (start, start + "\U0010ffff", len(word) - reach, len(word) + reach, MAX_CANDIDATES)
        others |= {row[0] for row in conn.execute(query, bounds)}
    others.discard(word)
    scored = [(distance(word, other, reach), other) for other in others]
    near = [(steps, other) for steps, other in scored if steps <= reach]
    return sorted(near, key=lambda pair: (pair[0], pair[1][0] != word[0], abs(len(pair[1]) - len(word)), pair[1]))


def words_among(conn: sqlite3.Connection, words: Iterable[str]) -> frozenset[str]:
    """Return those of the words that some entry holds; very short ones, which are not listed, count as held."""
    short = {word for word in words if len(word) < MIN_WORD_LENGTH}
    query = "SELECT word FROM search_word WHERE word IN (SELECT value FROM json_each(?))"
    return frozenset(short | {word for (word,) in conn.execute(query, (json.dumps(sorted(words)),))})


def completions(conn: sqlite3.Connection, word: str) -> list[str]:
    """A few known words that begin with the whole of ``word`` (``strep`` → ``streptococcus``), shortest first."""
    if len(word) < MIN_CORRECTED_LENGTH:
        return []
    query = "SELECT word FROM search_word WHERE word > ? AND word < ? ORDER BY length(word), word LIMIT ?"
    return [row[0] for row in conn.execute(query, (word, word + "\U0010ffff", MAX_COMPLETIONS))]


def distance(one: str, other: str, limit: int) -> int:
    """Optimal string alignment distance (a swap of neighbours is one step), or ``limit + 1`` when it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        line = [i]
        for j, match in enumerate(other, 1):
            step = min(above[j] + 1, line[j - 1] + 1, above[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                step = min(step, before[j - 2] + 1)
            line.append(step)
        if min(line) > limit:
            return limit + 1
        before, above = above, line
    return above[-1]


def _marks(word: str) -> set[int]:
    """Numbers shared by words that differ by one letter: of the word, and of the word less each of its letters."""
    shorter = {word[:place] + word[place + 1 :] for place in range(len(word))}
    return {crc32(each.encode()) for each in shorter | {word}}
