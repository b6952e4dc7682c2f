"""Faults of operation. Each does its harm, looks whether every health line is true meanwhile, and ends what it began.

What comes after is the same for all: everything is well again, and no acknowledged change is lost.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.installation import Installation
from tests.site_content.followers.copies.harms import DAMAGES, Harm

Fault = Callable[[Installation], None]
# A process whose files may not grow beyond this: a disk without room.
_LIMITED = (
    "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
FULL_DISK = (sys.executable, "-c", _LIMITED)


def damaged(copy: Callable[[Installation], Path], harm: Harm) -> Fault:
    """A copy's file is damaged while it is read and written."""

    def fault(here: Installation) -> None:
        link = copy(here)
        before = link.readlink()
        harm(link.parent / before)
        here.edit()
        here.lost()
        here.get("cms", "/health")
        # Nobody has to repair it, and its name is not used again.
        here.comes_to(lambda: link.is_file() and link.readlink() != before, True)

    return fault


def delivery_copy(here: Installation) -> Path:
    return here.delivery_copy


def public_copy(here: Installation) -> Path:
    return here.cms_copy("public")


def staff_copy(here: Installation) -> Path:
    return here.cms_copy("staff")


def the_link_is_gone(here: Installation) -> None:
    here.delivery_copy.unlink()
    here.edit()


def the_folder_is_emptied(here: Installation) -> None:
    for file in here.delivery_copy.parent.iterdir():
        file.unlink()
    here.edit()


def the_log_of_the_copy_is_gone(here: Installation) -> None:
    for side in ("-wal", "-shm"):
        file = here.delivery_copy.parent / f"{here.delivery_copy.readlink()}{side}"
        file.unlink(missing_ok=True)
    here.edit()
    here.restart("delivery")


def notes_are_garbage(here: Installation) -> None:
    here.delivery_copy.with_suffix(".damaged").write_bytes(os.urandom(500))
    here.delivery_copy.with_suffix(".heard").write_bytes(os.urandom(500))
    here.edit()


def the_feed_is_half_open(here: Installation) -> None:
    here.feed.be("hang")
    here.edit()
    # Lag is unknown, not 0, and readers go on reading.
    here.comes_to(lambda: here.health("delivery")["copy"]["lag"], None)
    assert here.health("delivery")["copy"]["heard_seconds"] >= 10
    assert here.ready("delivery") == (200, [])
    here.feed.be("pass")


def the_feed_is_refused(here: Installation) -> None:
    here.feed.be("refuse")
    here.edit()
    here.comes_to(lambda: here.health("delivery")["copy"]["lag"], None)
    here.feed.be("pass")


def the_token_is_wrong(here: Installation) -> None:
    here.restart("delivery", HEADLAND_FEED_TOKEN="another-token-than-that-of-the-cms")
    here.edit()
    here.comes_to(lambda: here.ready("delivery"), (200, []))
    here.comes_to(lambda: here.health("delivery")["copy"]["lag"], None)
    lines = [line for line in here.log("delivery").read_text().splitlines() if "answered 401" in line]
    assert len(lines) == 1, lines
    here.restart("delivery")


def the_host_name_is_refused(here: Installation) -> None:
    here.restart("delivery", HEADLAND_HOSTS="cms.example.org")
    here.comes_to(lambda: here.ready("delivery"), (200, []))
    # The same address under a name that delivery does not serve.
    here.restart("public", HEADLAND_API_URL=f"http://127.1:{here.ports['delivery']}")
    here.comes_to(lambda: here.ready("public"), (503, ["api_refuses_host"]))
    assert here.get("public", "/page-1")[0] == 503
    lines = [line for line in here.log("delivery").read_text().splitlines() if "add it to HEADLAND_HOSTS" in line]
    assert len(lines) == 1, lines
    here.edit()
    here.restart("delivery")
    here.restart("public")


def the_cms_is_killed(here: Installation) -> None:
    here.kill("cms")
    here.edit()
    here.comes_to(lambda: here.ready("staff"), (503, ["api_away"]))
    # Readers need neither the CMS nor its database.
    assert here.ready("delivery") == (200, [])
    assert here.ready("public") == (200, [])
    here.start("cms")


def the_cms_stands_still(here: Installation) -> None:
    here.signal("cms", signal.SIGSTOP)
    here.edit()
    here.comes_to(lambda: here.ready("staff"), (503, ["api_away"]))
    here.comes_to(lambda: here.health("delivery")["copy"]["lag"], None)
    assert here.ready("public") == (200, [])
    here.signal("cms", signal.SIGCONT)


def delivery_is_killed(here: Installation) -> None:
    here.kill("delivery")
    here.edit()
    here.comes_to(lambda: here.ready("public"), (503, ["api_away"]))
    assert here.get("public", "/health/live")[0] == 200
    here.start("delivery")


def delivery_stands_still(here: Installation) -> None:
    here.signal("delivery", signal.SIGSTOP)
    here.edit()
    began = time.monotonic()
    assert here.ready("public") == (503, ["api_away"])
    assert time.monotonic() - began < 8
    here.signal("delivery", signal.SIGCONT)


def delivery_is_killed_while_it_builds(here: Installation) -> None:
    for pause in (0.0, 0.5, 1.5):
        here.delivery_copy.with_suffix(".damaged").write_text(f"{here.delivery_copy.readlink()}\nfor the drill\n")
        time.sleep(pause)
        here.restart("delivery")
        here.edit()


def the_worker_is_killed(here: Installation) -> None:
    here.kill("worker")
    here.edit()
    here.comes_to(lambda: here.health("cms")["worker"]["is_alive"], False)
    value = here.health("cms")
    assert value["status"] == "degraded", value
    # Its own copies are behind; nobody is told that a copy cannot be read.
    assert here.ready("cms") == (200, [])
    here.start("worker")


def the_worker_stands_still(here: Installation) -> None:
    here.signal("worker", signal.SIGSTOP)
    here.edit()
    here.comes_to(lambda: here.health("cms")["worker"]["is_alive"], False)
    here.signal("worker", signal.SIGCONT)


def two_workers(here: Installation) -> None:
    first = here.running.pop("worker")
    here.start("worker")
    here.edit()
    time.sleep(2)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    here.edit()


def the_disk_of_the_worker_is_full(here: Installation) -> None:
    here.kill("worker")
    here.start("worker", FULL_DISK)
    for _ in range(5):
        here.edit()
    time.sleep(3)
    # One line, or a traceback where it may be a fault of ours: not one for each try.
    assert here.log("worker").read_text().count("Traceback") <= 8
    here.restart("worker")


def the_disk_of_delivery_is_full(here: Installation) -> None:
    here.kill("delivery")
    here.start("delivery", FULL_DISK)
    here.comes_to(lambda: here.get("delivery", "/health/live")[0], 200)
    for _ in range(5):
        here.edit()
    here.comes_to(lambda: here.ready("delivery"), (200, []))
    here.restart("delivery")


def the_database_is_locked(here: Installation) -> None:
    lock = sqlite3.connect(here.folder / "cms" / "headland.sqlite3", isolation_level=None, timeout=30)
    lock.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    status, value = here.get("cms", "/health")
    assert (status, time.monotonic() - began < 5) == (200, True), value
    lock.execute("ROLLBACK")
    lock.close()
    assert here.edit() == "done"


def a_site_is_killed(here: Installation) -> None:
    here.restart("public")
    here.restart("staff")
    here.edit()


def everything_is_killed(here: Installation) -> None:
    names = list(here.running)
    here.edit()
    for name in names:
        here.kill(name)
    for name in names:
        here.start(name)


FAULTS: dict[str, Fault] = {
    **{f"delivery's copy {harm.__name__}": damaged(delivery_copy, harm) for harm in DAMAGES},
    **{f"the public copy {harm.__name__}": damaged(public_copy, harm) for harm in DAMAGES[:3]},
    **{f"the staff copy {harm.__name__}": damaged(staff_copy, harm) for harm in DAMAGES[:3]},
    **{
        fault.__name__.replace("_", " "): fault
        for fault in (
            the_link_is_gone, the_folder_is_emptied, the_log_of_the_copy_is_gone, notes_are_garbage,
            the_feed_is_half_open, the_feed_is_refused, the_token_is_wrong, the_host_name_is_refused,
            the_cms_is_killed, the_cms_stands_still, delivery_is_killed, delivery_stands_still,
            delivery_is_killed_while_it_builds, the_worker_is_killed, the_worker_stands_still, two_workers,
            the_disk_of_the_worker_is_full, the_disk_of_delivery_is_full, the_database_is_locked, a_site_is_killed,
            everything_is_killed,
        )
    },
}  # fmt: skip
# Those that take seconds, for every run of the tests.
CHEAP = ("delivery's copy truncated", "delivery's copy deleted", "the staff copy emptied", "the cms is killed")
