"""Bars as numbers for an SVG that the template draws: no script, no inline style, and a table says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT, FOOT = 600, 160, 4
# Labels under the bars would overlap beyond this many: every second or third is shown.
MOST_LABELS = 13


def chart(bars: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``{"width", "height", "top", "bars": [{"label", "value", "x", "y", "width", "height", "shown"}]}``."""
    top = max((int(bar["value"]) for bar in bars), default=0)
    step = WIDTH / max(len(bars), 1)
    every = -(-len(bars) // MOST_LABELS)
    drawn = []
    for number, bar in enumerate(bars):
        tall = (HEIGHT - FOOT) * int(bar["value"]) / top if top else 0
        drawn.append(
            {
                "label": bar["label"],
                "value": int(bar["value"]),
                "x": round(number * step + step * 0.1, 1),
                "y": round(HEIGHT - tall, 1),
                "width": round(step * 0.8, 1),
                "height": round(tall, 1),
                "shown": number % every == 0,
            }
        )
    return {"width": WIDTH, "height": HEIGHT, "top": top, "bars": drawn}
