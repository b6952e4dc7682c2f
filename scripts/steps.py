"""Progress lines: say what a command is doing, that it goes on, and how long it took."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

REMINDER_SECONDS = 15.0
# What takes less is not worth a second line.
SLOW_SECONDS = 1.0


def say(line: str) -> None:
    """Print a line at once, also where the output is a file or a pipe."""
    print(line, flush=True)


@contextmanager
def step(title: str, reminder_seconds: float = REMINDER_SECONDS) -> Iterator[None]:
    """Print the title, a reminder while the step goes on, and its seconds at the end if it was slow.

    Nothing is said of the end when the step fails: its error is the last line.
    """
    began = time.monotonic()
    ended = threading.Event()

    def remind() -> None:
        while not ended.wait(reminder_seconds):
            say(f"  still going on after {time.monotonic() - began:.0f} s: {title}")

    say(title)
    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        ended.set()
    took = time.monotonic() - began
    if took >= SLOW_SECONDS:
        say(f"  done in {took:.0f} s")
