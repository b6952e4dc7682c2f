"""Stages of the comparison: bring one checkout up over its copy of the prepared data, and ask it everything twice."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from copy import deepcopy
from pathlib import Path

from scripts.compare.checkout import Checkout
from scripts.compare.facts import Facts, look_at_content
from scripts.compare.http import Asking, Reply, Request, Round
from scripts.compare.plan import ask_all, conditional, content_reads, reads, writes
from scripts.compare.prepared import INSIDE, begin_with
from scripts.compare.serving import serving

STAGES = ("as it was", "after edits")


# What a checkout says of its own data: pages and items agree, items and copies agree.
CHECKS = (("publish_items", "--check"), ("check_copies",), ("makemigrations", "--check", "--dry-run"))


def bring_up(checkout: Checkout, stage: str) -> Round:
    """Migrate or, in the second stage, edit; follow the log; check all of it. Return what the checks say."""
    if stage == STAGES[0]:
        checkout.manage("migrate", "--verbosity", "0")
    else:
        checkout.run_script(INSIDE / "edit.py")
        # Copies are built from nothing too.
        shutil.rmtree(checkout.data / "copies")
    checkout.manage("worker", "--once")
    requests, replies = [], []
    for command in CHECKS:
        status, printed = checkout.check(*command)
        requests.append(Request(f"checks, {stage}", "manage.py", " ".join(command), "run"))
        replies.append(Reply(status, (), printed.encode()))
    return Round(requests, replies)


def requests_of(checkout: Checkout, facts: Facts, stage: str, every: int) -> list[Request]:
    """Return what to ask of the old checkout, and then of the new one too: one of ``every`` of it."""
    if stage == STAGES[0]:
        return reads(facts)[::every]
    with closing(Asking(checkout.ports)) as asking:
        now = deepcopy(facts)
        look_at_content(asking, now)
    return content_reads(now)[::every]


def ask_stages(
    checkout: Checkout, facts: Facts, before: list[Round], keep: Path, logs: Path, every: int = 1
) -> list[Round]:
    """Return what a checkout answers; what was asked in ``before`` is asked again, if there is any.

    Each stage has four rounds: checks; what changes nothing; the same with ETags of the old checkout; what writes.
    """
    begin_with(keep, checkout.data)
    done: list[Round] = []
    for stage in STAGES:
        began = time.monotonic()
        done.append(bring_up(checkout, stage))
        with serving(checkout, logs / stage.replace(" ", "-")):
            for part in ("reads", "conditional", "writes"):
                if before:
                    requests = before[len(done)].requests
                elif part == "reads":
                    requests = requests_of(checkout, facts, stage, every)
                elif part == "conditional":
                    requests = list(conditional(done[-1].requests, done[-1].replies))
                else:
                    requests = writes(facts) if stage == STAGES[0] else []
                done.append(Round(requests, ask_all(checkout.ports, requests, together=part != "writes")))
        count = sum(len(each.requests) for each in done[-4:])
        print(f"  {stage}: {count} replies in {time.monotonic() - began:.0f} s", flush=True)
    return done
