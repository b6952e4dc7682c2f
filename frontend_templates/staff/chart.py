"""Bar charts: give the template numbers for an SVG, with no script and no inline style. A table says the same.

Places across are in per cent, so that the drawing fills its box on any screen while its words keep their size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

from frontend_templates.common.words.dates import day_of

# Of a chart that stands: the height of the tallest bar, what is over it (for its number) and under it (for labels).
TALL, OVER, UNDER = 150, 22, 26
# A telephone has room for this many labels side by side.
MAX_LABELS = 5
# How much of the width a label needs there.
LABEL = 20
# Of a chart that lies: the height of a row, and how much of the width the longest bar takes.
ROW, WIDEST = 46, 86
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
Words = Callable[[str], str]


def vertical_bars(bars: Sequence[Mapping[str, Any]], word: Words) -> dict[str, Any]:
    """Return bars side by side, for days or months: ``{"height", "base", "top", "bars": [{…, "shown"}]}``."""
    top, step = tallest(bars), 100 / max(len(bars), 1)
    every = -(-len(bars) // MAX_LABELS)
    drawn = []
    for number, bar in enumerate(bars):
        height = TALL * bar["value"] / top if top else 0
        place: dict[str, Any] = {"x": round(number * step + step * 0.12, 2), "width": round(step * 0.76, 2)}
        place |= {"y": round(OVER + TALL - height, 1), "height": round(height, 1)}
        place |= {"middle": round((number + 0.5) * step, 2), "anchor": "start", "at": place["x"]}
        place["shown"] = number % every == 0
        # A label begins where its bar does; the last would reach out of the picture, or into the one before it.
        if number * step > 80:
            place |= {"anchor": "end", "at": place["x"] + place["width"]}
            place["shown"] = place["shown"] and place["at"] - (number - every) * step >= 2 * LABEL
        drawn.append({"label": label(bar["label"], word), "value": int(bar["value"]), **place})
    return {"kind": "standing", "height": OVER + TALL + UNDER, "base": OVER + TALL, "top": top, "bars": drawn}


def horizontal_bars(bars: Sequence[Mapping[str, Any]], word: Words) -> dict[str, Any]:
    """Return bars one under another, for what has names: ``{"height", "top", "bars": [{"y", "width", …}]}``."""
    top = tallest(bars)
    drawn = [
        {
            "label": label(bar["label"], word),
            "value": int(bar["value"]),
            "y": number * ROW,
            "width": round(WIDEST * bar["value"] / top, 2) if top else 0,
        }
        for number, bar in enumerate(bars)
    ]
    return {"kind": "lying", "height": len(bars) * ROW, "top": top, "bars": drawn}


def tallest(bars: Sequence[Mapping[str, Any]]) -> int:
    """Return the largest value; 0 when there is none."""
    return max((int(bar["value"]) for bar in bars), default=0)


def label(text: str, word: Words) -> str:
    """Return a bar's name: "Dec 2026" for a month, "5 Dec" for a day, anything else as it is."""
    # A date without a time: the same day in every zone.
    day = day_of(text, UTC)
    if day is not None:
        return f"{day.day} {word(f'month_{day.month}')[:3]}"
    month = MONTH.fullmatch(text)
    if month and 1 <= int(month[2]) <= 12:
        return f"{word(f'month_{int(month[2])}')[:3]} {month[1]}"
    return text[:1].upper() + text[1:]
