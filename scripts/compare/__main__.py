"""The comparison of two checkouts: ``python -m scripts.compare OLD NEW [--out FOLDER]``. Exits 1 if any reply differs.

The old one prepares a database with sample content. Then each, over its own copy of it, migrates, brings its published
copies in line, checks them and answers the same requests at one fixed time: before and after the same edits.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scripts.compare.asking import ask_stages
from scripts.compare.checkout import PORTS, Checkout, CommandFailed
from scripts.compare.differences import Difference, compare, report, statuses
from scripts.compare.facts import Unexpected
from scripts.compare.http import Round
from scripts.compare.prepared import mark_of, prepare
from scripts.compare.reply_store import questions_mark, save_replies, saved_replies
from scripts.compare.serving import NotServing, listens
from scripts.services.processes import free_port

INSTANT = "2027-03-10T09:30:00+00:00"


def both(
    old_folder: Path, new_folder: Path, out: Path, instant: datetime, every: int
) -> tuple[list[Round], list[Round]]:
    """Return what the old and the new checkout answer. What the old one answered before is not asked again."""
    # The same ports and folders for both: they stand in what is answered.
    old = Checkout(old_folder, out / "data", {name: free_port() for name in PORTS}, instant)
    mark = f"{mark_of(old)} {every} {questions_mark()}"
    earlier_replies = saved_replies(out, mark) if mark.startswith("clean") else None
    if earlier_replies is not None and not any(listens(port) for port in earlier_replies[0].values()):
        old = replace(old, ports=earlier_replies[0])
        facts, before = prepare(old, out / "prepared", out / "logs"), earlier_replies[1]
        print(f"{old.folder} was asked before", flush=True)
    else:
        print(f"Preparing with {old.folder}", flush=True)
        facts = prepare(old, out / "prepared", out / "logs")
        print(f"Asking {old.folder}", flush=True)
        before = ask_stages(old, facts, [], out / "prepared", out / "logs" / "old", every)
        save_replies(out, mark, old.ports, before)
    print(f"Asking {new_folder}", flush=True)
    after = ask_stages(replace(old, folder=new_folder), facts, before, out / "prepared", out / "logs" / "new")
    return before, after


def main(arguments: list[str]) -> int:
    """Compare, print and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.compare", description=__doc__)
    parser.add_argument("old", type=Path, help="the checkout whose replies hold")
    parser.add_argument("new", type=Path, help="the checkout that is to answer the same")
    parser.add_argument("--out", type=Path, help="folder for data and old replies (used again), logs, differences.txt")
    parser.add_argument("--clock", default=INSTANT, help="the time at which everything is asked, with its zone")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask only every Nth question that reads")
    options = parser.parse_args(arguments)
    out = (options.out or Path(tempfile.mkdtemp(prefix="headland-compare-"))).resolve()
    out.mkdir(parents=True, exist_ok=True)
    instant = datetime.fromisoformat(options.clock)
    try:
        before, after = both(options.old.resolve(), options.new.resolve(), out, instant, options.every)
    except (CommandFailed, NotServing, Unexpected) as error:
        print(error, file=sys.stderr)
        return 2
    differences: list[Difference] = []
    request_counts: Counter[str] = Counter()
    for one, other in zip(before, after, strict=True):
        for request, reply, now in zip(one.requests, one.replies, other.replies, strict=True):
            request_counts[request.kind] += 1
            if difference := compare(request, reply, now):
                differences.append(difference)
    whole = [f"{each.request.kind}: {each.request}\n" + "\n".join(each.ways) for each in differences]
    (out / "differences.txt").write_text("\n\n".join(whole) + "\n")
    print(report(differences, request_counts))
    served = (
        reply
        for one in before
        for request, reply in zip(one.requests, one.replies, strict=True)
        if request.server in PORTS
    )
    print(f"\nStatus of the old replies: {statuses(served)}")
    print(f"{len(differences)} differences; everything is in {out}")
    return 1 if differences else 0


if __name__ == "__main__":
    # A request to end stops the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
