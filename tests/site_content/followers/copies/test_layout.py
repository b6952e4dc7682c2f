"""The number that stands for a copy's layout is the same wherever the same version runs."""

import subprocess
import sys

from site_content.followers.copies.schema import LAYOUT, layout


def test_the_layout_is_the_same_each_time_it_is_taken() -> None:
    assert layout() == layout() == LAYOUT


def test_worker_and_public_process_agree_on_the_layout() -> None:
    ask = [sys.executable, "-c", "from site_content.followers.copies.schema import LAYOUT; print(LAYOUT)"]
    environments = ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    told = [subprocess.run(ask, env=env, capture_output=True, text=True, check=True).stdout for env in environments]
    assert told == [f"{LAYOUT}\n"] * 2
