"""Charts of growth: both axes by powers of ten, one line a number. The same numbers give the same bytes."""

import math
from html import escape

Curves = dict[str, dict[int, float]]
WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 230, 34, 40
# Readable on white and on black (4.5:1 and more on either ground); lines differ by their dashes too.
LIGHT = ("#0b57a4", "#a3260f", "#1d6b2c", "#6d3a9c", "#7a5200", "#00606b")
DARK = ("#8ab8f0", "#f5a08f", "#8fd19c", "#cfb0ee", "#e6c06a", "#7fd0da")
DASHES = ("", "8 3", "3 3", "10 3 3 3", "2 5", "14 4")


def chart(title: str, unit: str, curves: Curves) -> str:
    """Return an SVG document."""
    sizes = sorted({size for curve in curves.values() for size in curve})
    values = [value for curve in curves.values() for value in curve.values() if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), math.log10(max(sizes[-1], sizes[0] * 10))

    def x(size: float) -> float:
        return round(LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f' aria-label="{escape(title)}">',
        f"<style>{_style()}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="20">{escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        rows.append(f'<line class="grid" x1="{LEFT}" y1="{at}" x2="{WIDTH - RIGHT}" y2="{at}"/>')
        rows.append(f'<text x="{LEFT - 8}" y="{at + 4}" text-anchor="end">{10.0**power:g} {escape(unit)}</text>')
    rows += [f'<text x="{x(size)}" y="{HEIGHT - 14}" text-anchor="middle">{size:,}</text>' for size in sizes]
    ends = _apart([y(curve[max(curve)]) for curve in curves.values()])
    for number, (name, curve) in enumerate(curves.items()):
        kind = number % len(LIGHT)
        points = " ".join(f"{x(size)},{y(value)}" for size, value in sorted(curve.items()))
        rows.append(f'<polyline class="c{kind}" points="{points}"/>')
        rows += [f'<circle class="d{kind}" cx="{x(size)}" cy="{y(value)}" r="3"/>' for size, value in curve.items()]
        label = f"{name}: {curve[max(curve)]:.3g} {unit}"
        rows.append(f'<text class="t{kind}" x="{WIDTH - RIGHT + 10}" y="{ends[number] + 4}">{escape(label)}</text>')
    return "\n".join([*rows, "</svg>"]) + "\n"


def _apart(heights: list[float], gap: float = 15.0) -> list[float]:
    """Return the heights of labels, pushed down where two would touch."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    placed, last = list(heights), -gap
    for number in order:
        last = placed[number] = max(heights[number], last + gap)
    return placed


def _style() -> str:
    def colours(palette: tuple[str, ...]) -> str:
        return "".join(f".c{n}{{stroke:{colour}}}.d{n},.t{n}{{fill:{colour}}}" for n, colour in enumerate(palette))

    dashes = "".join(f".c{n}{{stroke-dasharray:{dash}}}" for n, dash in enumerate(DASHES) if dash)
    light = ".ground{fill:#fff}text{fill:#222}.grid{stroke:#ccc}" + colours(LIGHT)
    dark = ".ground{fill:#16181d}text{fill:#e6e6e6}.grid{stroke:#444}" + colours(DARK)
    text = "text{font:12px sans-serif}.title{font-size:14px;font-weight:bold}"
    return f"polyline{{fill:none;stroke-width:2}}{text}{light}{dashes}@media(prefers-color-scheme:dark){{{dark}}}"
