"""Begins lives of the CMS and of the worker quickly, so that many can be killed: Django is loaded once and forked.

Reads lines ``cms <seed> <first> <last>`` and ``worker`` from standard input and answers each with a process id. The
CMS's life does the operations of these numbers and notes each in the file ``done`` of the data folder.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

DONE = "done"


def cms(seed: int, first: int, last: int) -> None:
    """Do the operations from ``first`` to before ``last``, noting each when it has begun and when it is over."""
    from django.conf import settings

    from tests.faults.operations import Hand

    hand = Hand(seed)
    notes = os.open(Path(settings.DATA) / DONE, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in range(first, last):
        os.write(notes, f"begin {number}\n".encode())
        what = hand.do(number)
        os.write(notes, f"done {number} {what}\n".encode())


def prepare() -> None:
    """Bring the database up to date, make the editor, and do one thing, so that no life has to load what that needs."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, load_command_class
    from django.db import connections

    from tests.faults.operations import Hand

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("hand", password="x")
    Hand(0).do(1_000_000)
    load_command_class("site_content", "worker")
    connections.close_all()


def worker() -> None:
    """Be ``python manage.py worker``."""
    from django.core.management import call_command

    call_command("worker")


def begin(life: Callable[[], None]) -> int:
    """Run a life in a process of its own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        life()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Load everything, then do as told."""
    import django

    django.setup()
    prepare()
    print("ready", flush=True)
    lives: dict[str, Callable[..., None]] = {"cms": cms, "worker": worker}
    for line in sys.stdin:
        name, *numbers = line.split()
        life = partial(lives[name], *map(int, numbers))
        print(begin(life), flush=True)


if __name__ == "__main__":
    # The dead are not waited for: whoever kills them knows.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    main()
