"""The fixed clock of each Python process that has this folder on PYTHONPATH. Python imports it by its name at start."""

import os
import sys
from datetime import datetime
from typing import Any

modules: dict[str, Any] = sys.modules
# The library brings a plugin for pytest, and with it all of pytest, into processes that have no use for it.
modules["pytest"] = None
import time_machine  # noqa: E402

del modules["pytest"]

if instant := os.environ.get("COMPARE_CLOCK"):
    # In a moving clock, what is made one after another gets times one after another.
    moves = os.environ.get("COMPARE_CLOCK_MOVES") == "1"
    time_machine.travel(datetime.fromisoformat(instant), tick=moves).start()
