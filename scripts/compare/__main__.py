"""Compare two checkouts: ``python -m scripts.compare OLD NEW [--out FOLDER]``. Exits 1 if any reply differs.

The old one prepares a database with sample content. Then each, over its own copy of it, migrates, brings its published
copies in line, checks them and answers the same requests at one fixed time: before and after the same edits.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from scripts.compare.asking import ask_stages
from scripts.compare.checkout import PORTS, Checkout, CommandFailed
from scripts.compare.differences import Difference, compare, report, statuses
from scripts.compare.facts import Unexpected
from scripts.compare.prepared import prepare
from scripts.compare.serving import NotServing
from scripts.services.processes import free_port

INSTANT = "2027-03-10T09:30:00+00:00"


def main(arguments: list[str]) -> int:
    """Compare, print and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.compare", description=__doc__)
    parser.add_argument("old", type=Path, help="the checkout whose replies hold")
    parser.add_argument("new", type=Path, help="the checkout that is to answer the same")
    parser.add_argument("--out", type=Path, help="folder for the prepared data (used again), logs and differences.txt")
    parser.add_argument("--clock", default=INSTANT, help="the time at which everything is asked, with its zone")
    given = parser.parse_args(arguments)
    out = (given.out or Path(tempfile.mkdtemp(prefix="headland-compare-"))).resolve()
    out.mkdir(parents=True, exist_ok=True)
    # The same ports and folders for both: they stand in what is answered.
    ports = {name: free_port() for name in PORTS}
    instant = datetime.fromisoformat(given.clock)
    old, new = (Checkout(each.resolve(), out / "data", ports, instant) for each in (given.old, given.new))
    try:
        print(f"Preparing with {old.folder}", flush=True)
        facts = prepare(old, out / "prepared", out / "logs")
        print(f"Asking {old.folder}", flush=True)
        before = ask_stages(old, facts, [], out / "prepared", out / "logs" / "old")
        print(f"Asking {new.folder}", flush=True)
        after = ask_stages(new, facts, before, out / "prepared", out / "logs" / "new")
    except (CommandFailed, NotServing, Unexpected) as error:
        print(error, file=sys.stderr)
        return 2
    differences: list[Difference] = []
    asked: Counter[str] = Counter()
    for one, other in zip(before, after, strict=True):
        for request, reply, now in zip(one.requests, one.replies, other.replies, strict=True):
            asked[request.kind] += 1
            if found := compare(request, reply, now):
                differences.append(found)
    whole = [f"{each.request.kind}: {each.request}\n" + "\n".join(each.ways) for each in differences]
    (out / "differences.txt").write_text("\n\n".join(whole) + "\n")
    print(report(differences, asked))
    print(f"\nStatus of the old replies: {statuses(each for one in before for each in one.replies)}")
    print(f"{len(differences)} differences; everything is in {out}")
    return 1 if differences else 0


if __name__ == "__main__":
    # A request to end stops the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
