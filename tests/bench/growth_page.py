"""The page of growth: writes the measured numbers and their charts into docs/performance.md."""

from collections.abc import Mapping
from pathlib import Path

from tests.bench.growth_chart import Curves, chart

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN, END = "<!-- growth: written by make bench -->", "<!-- growth ends -->"
BySize = Mapping[int, Mapping[str, float]]
CHARTS = (
    ("growth-lists.svg", "Lists by number of items, processor time", "ms",
     ("content by path, ms", "list, ms", "list by topic, ms", "list by path and title, ms", "months, ms",
      "topics, ms")),
    ("growth-search.svg", "Embedded search by number of items, processor time", "ms",
     ("search, p50, ms", "search, p95, ms")),
    ("growth-copy.svg", "Size of a copy by number of items", "kB", ("copy, kB an item",)),
    ("growth-admin.svg", "Screens of the admin by number of pages, processor time", "ms",
     ("page editor, ms", "explorer, ms", "explorer sorted by hand, ms", "search for one letter, ms")),
)  # fmt: skip


def write_page(of_items: BySize, of_pages: BySize, docs: Path = DOCS) -> None:
    """Write tables between the two marks of performance.md, and the charts beside the other pictures."""
    page = docs / "performance.md"
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    shown = [f"![{title}](pictures/{name})" for name, title, *_ in CHARTS]
    parts = [BEGIN, table("items", of_items), *shown[:3], table("pages", of_pages), shown[3], END]
    page.write_text(before + "\n\n".join(parts) + after)
    for name, title, unit, numbers in CHARTS:
        (docs / "pictures" / name).write_text(chart(title, unit, curves(numbers, of_items, of_pages)))


def curves(names: tuple[str, ...], *sources: BySize) -> Curves:
    """Return each named number by size."""
    found: Curves = {}
    for source in sources:
        for size, numbers in source.items():
            for name in names:
                if name in numbers:
                    found.setdefault(name.rpartition(",")[0], {})[size] = numbers[name]
    return found


def table(unit: str, by_size: BySize) -> str:
    """Return the numbers as a table: a row each, a column for each size."""
    sizes = sorted(by_size)
    head = f"| | {' | '.join(f'{size:,} {unit}' for size in sizes)} |\n|---|{'---:|' * len(sizes)}"
    rows = [f"| {name} | {' | '.join(f'{by_size[size][name]:,.3g}' for size in sizes)} |" for name in by_size[sizes[0]]]
    return "\n".join([head, *rows])
