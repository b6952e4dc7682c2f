"""The benchmarks' own arithmetic, and the comparison of the API's description."""

import os
import subprocess
import sys

import pytest

from scripts.openapi import drift
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
