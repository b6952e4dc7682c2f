"""The benchmarks' own arithmetic, and the comparison of the API's description."""

import importlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from scripts.openapi import drift
from tests.bench.__main__ import names
from tests.bench.growth_chart import DARK, LIGHT, chart
from tests.bench.growth_page import BEGIN, END, write_page
from tests.bench.load import cpu_seconds, family, milliseconds, resident_megabytes
from tests.bench.measure import Measure, table


@pytest.mark.parametrize(
    ("measure", "met"),
    [
        (Measure("a", 0.5, "×", 0.5), True),
        (Measure("a", 0.49, "×", 0.5), False),
        (Measure("a", 40, "ms", 40, "ceiling"), True),
        (Measure("a", 41, "ms", 40, "ceiling"), False),
        (Measure("a", 7), True),
    ],
)
def test_a_bar_is_met_on_its_right_side(measure: Measure, met: bool) -> None:
    assert measure.met is met


def test_the_table_shows_number_bar_and_verdict() -> None:
    rows = table([Measure("speed", 0.4, "×", 0.5), Measure("wait", 3, "ms", 40, "ceiling"), Measure("size", 7)])
    assert [row.split() for row in rows.splitlines()] == [
        ["speed", "0.4", "×", "≥", "0.5", "MISSED"],
        ["wait", "3", "ms", "≤", "40", "met"],
        ["size", "7"],
    ]


@pytest.mark.parametrize(("text", "value"), [("450.00us", 0.45), ("1.50ms", 1.5), ("1.02s", 1020.0)])
def test_times_of_the_load_generator_are_read(text: str, value: float) -> None:
    assert milliseconds(text) == pytest.approx(value)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="reads /proc")  # noqa: PTH110
def test_a_server_is_charged_for_its_children_too() -> None:
    spin = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", spin], stdin=subprocess.PIPE) as process:
        try:
            while len(family(process.pid)) < 2:
                assert process.poll() is None
            assert family(process.pid)[0] == process.pid
            assert cpu_seconds(process.pid) >= 0
            assert resident_megabytes(process.pid) > 1
        finally:
            process.communicate(b"\n")


def test_drift_of_the_api_is_shown_as_a_difference() -> None:
    assert drift("same\n", "same\n") == []
    assert drift('{\n  "a": 1\n}', '{\n  "a": 2\n}')[-4:] == [" {", '-  "a": 1', '+  "a": 2', " }"]


def test_every_benchmark_can_be_run() -> None:
    assert [name for name in names() if not hasattr(importlib.import_module(f"tests.bench.{name}"), "run")] == []


CURVES = {"lists & <more>": {1_000: 0.5, 100_000: 4.0}, "search": {1_000: 3.0, 10_000: 30.0}, "none": {1_000: 0.0}}


def test_a_chart_is_the_same_each_time_and_names_every_number() -> None:
    text = chart("Growth & size", "ms", CURVES)
    assert text == chart("Growth & size", "ms", CURVES)
    root = ElementTree.fromstring(text)
    words = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert {"1,000", "10,000", "100,000", "lists & <more>: 4 ms", "search: 30 ms", "none: 0 ms"} <= set(words)
    assert sum(element.tag.endswith("}circle") for element in root.iter()) == 5


@pytest.mark.parametrize(("palette", "ground"), [(LIGHT, "#ffffff"), (DARK, "#16181d")])
def test_lines_can_be_read_on_either_ground(palette: tuple[str, ...], ground: str) -> None:
    for colour in palette:
        light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_growth_is_written_between_its_marks_alone(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    of_items = {1_000: {"list, ms": 0.5, "search, p95, ms": 2.0, "copy, kB an item": 17.0}, 10_000: {"list, ms": 0.6}}
    of_items[10_000] |= {"search, p95, ms": 9.0, "copy, kB an item": 17.1}
    for _ in range(2):
        write_page(of_items, {1_000: {"page editor, ms": 90.0}}, tmp_path)
        text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "old" not in text
    assert "| search, p95, ms | 2 | 9 |" in text
    assert sorted(each.name for each in (tmp_path / "pictures").iterdir()) == [
        "growth-admin.svg", "growth-copy.svg", "growth-lists.svg", "growth-search.svg",
    ]  # fmt: skip
