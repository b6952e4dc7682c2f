"""One data folder that both checkouts begin from: made by the old one, with sample content and signed-in people."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from scripts.compare.checkout import Checkout
from scripts.compare.facts import Facts, discover
from scripts.compare.http import Asking
from scripts.compare.serving import serving

INSIDE = Path(__file__).parent / "inside"
SCRIPT = INSIDE / "prepare.py"
# The content is this much older than the moment at which questions are asked.
AGE = timedelta(days=1)


def prepare(old: Checkout, keep: Path, logs: Path) -> Facts:
    """Make ``keep``/data with the old checkout, unless it was made by the same commit before. Return the facts."""
    made_by = keep / "made-by.txt"
    mark = f"{mark_of(old)} {sha256(SCRIPT.read_bytes()).hexdigest()[:16]}"
    facts = keep / "facts.json"
    if mark.startswith("clean ") and made_by.exists() and made_by.read_text() == mark:
        return Facts(**json.loads(facts.read_text()))
    shutil.rmtree(keep, ignore_errors=True)
    keep.mkdir(parents=True)
    shutil.rmtree(old.data, ignore_errors=True)
    begun = old.instant - AGE
    for command in (("migrate", "--verbosity", "0"), ("load_sample",), ("first_editor",), ("worker", "--once")):
        old.manage(*command, moving=True, at=begun)
    printed = old.run_script(SCRIPT, moving=True, at=begun + timedelta(hours=1))
    old.manage("worker", "--once", moving=True, at=begun + timedelta(hours=2))
    with serving(old, logs / "prepare"):
        asking = Asking(old.ports)
        content_facts = discover(asking, json.loads(printed.strip().splitlines()[-1]))
        asking.close()
    shutil.copytree(old.data, keep / "data", symlinks=True)
    facts.write_text(json.dumps(asdict(content_facts)))
    made_by.write_text(mark)
    return content_facts


def begin_with(keep: Path, data: Path) -> None:
    """Put a copy of what was prepared where the servers read it."""
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(keep / "data", data, symlinks=True)


def mark_of(checkout: Checkout) -> str:
    """Return which commit answers at which time. Begins with ``clean`` where that says all there is to know."""
    return f"{_commit(checkout.folder)} {checkout.instant.isoformat()}"


def _commit(folder: Path) -> str:
    """Return ``clean`` and the commit of a checkout without changes; otherwise what cannot be known again."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
        return done.stdout.strip() if not done.returncode else "no repository"

    return (
        f"{'changed' if git('status', '--porcelain', '--untracked-files=no') else 'clean'} {git('rev-parse', 'HEAD')}"
    )
