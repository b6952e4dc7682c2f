"""The API's description: writes docs/openapi.json and what the sites take from it, or compares them.

    .venv/bin/python -m scripts.openapi           write them
    .venv/bin/python -m scripts.openapi --check   exit 1 when the API and its description have drifted apart

The file is the pinned snapshot: a change to the API shows in review as a change to this file. A warning of the
generator is an error. The sites know only HTTP, so what they must know of content types before they ask is written
beside them: the facets that a search can be narrowed by, and the types that are told by date.
"""

import difflib
import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOT = ROOT / "docs" / "openapi.json"
DECLARED = ROOT / "frontend_templates" / "common" / "declared.json"
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


def declared(description: str) -> str:
    """Return what the sites take from a description, as JSON."""
    described = json.loads(description)
    parameters = described["paths"]["/api/public/v1/items"]["get"]["parameters"]
    value = {
        "facets": {each["name"]: each["x-facet"] for each in parameters if "x-facet" in each},
        "dated": [each["type"] for each in described["x-lists"] if each["dated"]],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def drift(snapshot: str, present: str, name: str = "docs/openapi.json") -> list[str]:
    """The first lines that differ, as a unified diff."""
    lines = difflib.unified_diff(snapshot.splitlines(), present.splitlines(), name, "the API now", "", "", 1)
    return list(islice(lines, LINES_SHOWN))


def main(arguments: list[str]) -> int:
    """Write or compare."""
    if arguments != ["--check"]:
        generate(SNAPSHOT)
        DECLARED.write_text(declared(SNAPSHOT.read_text()))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        present = Path(folder) / "openapi.json"
        generate(present)
        expected = {SNAPSHOT: present.read_text(), DECLARED: declared(present.read_text())}
    differences = [
        line
        for file, text in expected.items()
        for line in drift(file.read_text() if file.exists() else "", text, str(file.relative_to(ROOT)))
    ]
    if differences:
        advice = "If this is meant: .venv/bin/python -m scripts.openapi, and commit the files"
        print("\n".join([*differences, "", advice]))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
