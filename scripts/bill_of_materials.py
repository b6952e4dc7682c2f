"""``make check``: what Headland runs on and is built with, as CycloneDX in ``var/build/sbom.json``.

What only builds the sites' files (a compiler of style sheets) has the scope "excluded": no reader receives it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.npm_lock import NpmPackage, npm_packages

ROOT = Path(__file__).resolve().parents[1]
# Without extras: psycopg[binary]==3.3.9
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
TARGET = ROOT / "var" / "build" / "sbom.json"


def main() -> int:
    """Write the bill and return 0, or say what is wrong and return 1."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    command = ["-m", "cyclonedx_py", "requirements", "requirements.txt", "--output-reproducible", "--of", "JSON"]
    command = [sys.executable, *command, "-o", str(TARGET)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if process.returncode:
        print(process.stderr.strip())
        return 1
    add(TARGET, [component(package) for package in npm_packages()])
    missing = pinned() - components(TARGET)
    print(
        f"missing in the bill: {', '.join(sorted(missing))}"
        if missing
        else f"{len(pinned())} packages in {TARGET.relative_to(ROOT)}"
    )
    return 1 if missing else 0


def pinned() -> set[str]:
    """Return ``name==version`` of each package in requirements.txt and in the sites' package-lock.json."""
    python = {f"{name}=={version}" for name, version in _PIN.findall((ROOT / "requirements.txt").read_text())}
    return python | {package.pin for package in npm_packages()}


def component(package: NpmPackage) -> dict[str, Any]:
    """Return an npm package as a component (CycloneDX 1.6)."""
    return {
        "type": "library", "bom-ref": package.purl, "name": package.name, "version": package.version,
        "scope": "required" if package.ships else "excluded", "purl": package.purl,
        "licenses": [{"expression": package.licence}],
    }  # fmt: skip


def add(bill: Path, extra: list[dict[str, Any]]) -> None:
    """Write more components into a bill."""
    content = json.loads(bill.read_text())
    content["components"] += extra
    bill.write_text(json.dumps(content, indent=2))


def components(bill: Path) -> set[str]:
    """Return ``name==version`` of each component of a bill."""
    return {f"{each['name']}=={each['version']}" for each in json.loads(bill.read_text())["components"]}


if __name__ == "__main__":
    sys.exit(main())
