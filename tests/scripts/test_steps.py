"""What a command says while it works."""

import re
import time

import pytest

from scripts.steps import step


def test_a_slow_step_says_that_it_goes_on_and_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Filling the bath", reminder_seconds=0.4):
        assert capsys.readouterr().out == "Filling the bath\n"
        time.sleep(1.05)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "  still going on after 0 s: Filling the bath",
        "  still going on after 1 s: Filling the bath",
        "  done in 1 s",
    ]


def test_a_quick_step_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Blinking"):
        pass
    assert capsys.readouterr().out == "Blinking\n"


def test_a_step_that_fails_is_not_called_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="leak"), step("Filling the bath", reminder_seconds=0.01):
        time.sleep(0.05)
        raise ValueError("leak")
    assert not re.search("done", capsys.readouterr().out)
