"""Bit sets: hold sets of rows as whole numbers: bit n stands for row n. Counting shared rows takes microseconds."""

from collections.abc import Iterable, Iterator, Mapping

CHUNK_BITS = 4096


def from_rows(rows: Iterable[int]) -> int:
    """The set of these row ids (each ≥ 0)."""
    rows = list(rows)
    if not rows:
        return 0
    # A text of noughts and ones, read as a number: several times quicker than putting bits into bytes one by one.
    held = bytearray(b"0") * (max(rows) + 1)
    for row in rows:
        held[row] = 49  # the sign 1
    held.reverse()
    return int(held, 2)


def as_bytes(held: int) -> bytes:
    """The set as bytes, for many quick look-ups by ``holds``."""
    return held.to_bytes((held.bit_length() + 7) // 8, "little")


def holds(stored: bytes, row: int) -> bool:
    """Whether the row is in the set."""
    place = row >> 3
    return place < len(stored) and bool(stored[place] >> (row & 7) & 1)


def scores_within(scores: Mapping[int, float], held: int) -> dict[int, float]:
    """The scores of the rows in the set. Written out for speed: it runs over every row that a query finds."""
    stored = held.to_bytes((max(held.bit_length(), max(scores, default=0)) >> 3) + 1, "little")
    return {row: score for row, score in scores.items() if stored[row >> 3] >> (row & 7) & 1}


def first(held: int, wanted: int) -> Iterator[int]:
    """The first rows of the set, in order."""
    for _ in range(wanted):
        if not held:
            return
        lowest = held & -held
        yield lowest.bit_length() - 1
        held ^= lowest
