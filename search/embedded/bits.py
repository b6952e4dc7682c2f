"""Bit sets: hold sets of rows as whole numbers: bit n stands for row n. Counting shared rows takes microseconds."""

from collections.abc import Iterable, Iterator, Mapping

CHUNK_BITS = 4096


def from_rows(rows: Iterable[int]) -> int:
    """The set of these row ids (each ≥ 0)."""
    rows = list(rows)
    if not rows:
        return 0
    # A text of noughts and ones, read as a number: several times quicker than putting bits into bytes one by one.
    digits = bytearray(b"0") * (max(rows) + 1)
    for row in rows:
        digits[row] = 49  # the sign 1
    digits.reverse()
    return int(digits, 2)


def as_bytes(row_set: int) -> bytes:
    """The set as bytes, for many quick look-ups by ``holds``."""
    return row_set.to_bytes((row_set.bit_length() + 7) // 8, "little")


def holds(stored: bytes, row: int) -> bool:
    """Whether the row is in the set."""
    place = row >> 3
    return place < len(stored) and bool(stored[place] >> (row & 7) & 1)


def scores_within(scores: Mapping[int, float], row_set: int) -> dict[int, float]:
    """The scores of the rows in the set. Written out for speed: it runs over every row that a query finds."""
    if not from_rows(scores) & ~row_set:
        return dict(scores)
    stored = row_set.to_bytes((max(row_set.bit_length(), max(scores, default=0)) >> 3) + 1, "little")
    return {row: score for row, score in scores.items() if stored[row >> 3] >> (row & 7) & 1}


def first(row_set: int, limit: int) -> Iterator[int]:
    """The first rows of the set, in order."""
    for _ in range(limit):
        if not row_set:
            return
        lowest = row_set & -row_set
        yield lowest.bit_length() - 1
        row_set ^= lowest
