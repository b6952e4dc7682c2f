"""``make check``: runs every check that needs no tests, two steps at a time."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Enough for Django's deployment checks to judge the production settings; nothing here is used anywhere else.
PRODUCTION = {
    "HEADLAND_ENV": "production",
    "HEADLAND_SECRET_KEY": "only-for-the-deployment-check-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "HEADLAND_DELIVERY_KEY": "only-for-the-deployment-check-" + "zyxwvutsrqponmlkjihgfedcba9876543210",
    "HEADLAND_CMS_URL": "https://cms.headland.example",
    "HEADLAND_PUBLIC_URL": "https://www.headland.example",
    "HEADLAND_STAFF_URL": "https://staff.headland.example",
    # Nobody listens there: a check that wants the database is a mistake, and shows as one.
    "DATABASE_URL": "postgres://headland@127.0.0.1:1/headland",
    "EMAIL_URL": "smtp+tls://mail.headland.example",
    "HEADLAND_DATA": "var/check",
}


@dataclass(frozen=True)
class Step:
    """One check: its name, the command (run with the virtualenv's Python) and variables to add."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


def django(name: str, *arguments: str, environment: dict[str, str] | None = None) -> Step:
    """A step that is a Django command."""
    return Step(name, ("manage.py", *arguments), environment or {})


STEPS = (
    Step("types", ("-m", "mypy")),
    Step("style", ("-m", "ruff", "check", "--quiet", ".")),
    Step("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Step("imports", ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")),
    django("migrations", "makemigrations", "--check", "--dry-run"),
    django("settings of the CMS", "check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION),
    django(
        "settings of delivery",
        *("check", "--deploy", "--fail-level", "WARNING", "--settings", "cms.settings.delivery"),
        environment=PRODUCTION,
    ),
    Step("API description", ("-m", "scripts.openapi", "--check")),
    Step("API only adds", ("-m", "scripts.contract")),
    Step("licences", ("-m", "scripts.licences")),
    Step("secrets", ("-m", "scripts.secret_scan")),
    Step("bill of materials", ("-m", "scripts.bill_of_materials")),
    Step("commit messages", ("-m", "scripts.commits")),
)


def run(step: Step) -> tuple[Step, int, str, float]:
    """Run one step; return its exit status, what it printed and how long it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *step.command],
        cwd=ROOT,
        env=os.environ | step.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return step, done.returncode, done.stdout.strip(), time.monotonic() - began


def main() -> int:
    """Run every step, print what those that fail or skip say, and return 1 if any failed."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for step, status, output, seconds in pool.map(run, STEPS):
            print(f"{'ok    ' if status == 0 else 'FAILED'}  {step.name}  ({seconds:.1f} s)", flush=True)
            if status:
                failed.append(step.name)
            if status or output.startswith("skipped"):
                print(output, flush=True)
    print(f"\n{len(STEPS) - len(failed)} checks passed" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
