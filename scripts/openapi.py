"""Write the public API's description to docs/openapi.json, or compare it with what is there.

    .venv/bin/python -m scripts.openapi           write it
    .venv/bin/python -m scripts.openapi --check   exit 1 when the API and its description have drifted apart

The file is the pinned snapshot: a change to the API shows in review as a change to this file. A warning of the
generator is an error.
"""

import difflib
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOT = ROOT / "docs" / "openapi.json"
LINES_SHOWN = 40


def generate(target: Path) -> None:
    """Write the description of the routes of delivery. Raises SystemExit when the generator complains.

    The CMS writes it, because only there are the content types; delivery serves the file.
    """
    command = [sys.executable, "manage.py", "spectacular", "--settings", "cms.settings.cms"]
    command += ["--urlconf", "cms.urls.delivery"]
    command += ["--format", "openapi-json", "--validate", "--fail-on-warn", "--file", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def drift(snapshot: str, present: str) -> list[str]:
    """The first lines that differ, as a unified diff."""
    lines = difflib.unified_diff(
        snapshot.splitlines(), present.splitlines(), "docs/openapi.json", "the API now", "", "", 1
    )
    return list(islice(lines, LINES_SHOWN))


def main(arguments: list[str]) -> int:
    """Write or compare."""
    if arguments != ["--check"]:
        generate(SNAPSHOT)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        present = Path(folder) / "openapi.json"
        generate(present)
        differences = drift(SNAPSHOT.read_text() if SNAPSHOT.exists() else "", present.read_text())
    if differences:
        advice = "If this is meant: .venv/bin/python -m scripts.openapi, and commit docs/openapi.json"
        print("\n".join([*differences, "", advice]))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
