"""``make check``: what Headland runs on and is built with has licences on the list, which bind nobody who takes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from scripts.npm_lock import NpmPackage, npm_packages

ROOT = Path(__file__).resolve().parents[1]
# Licences that ask for a notice at most; with MPL and LGPL changes to the package itself are given back.
ALLOWED = re.compile(
    r"\b(?:MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Python-2\.0|MPL|Mozilla Public|LGPL|Lesser General"
    r"|Unlicense|CNRI|HPND|CC0|Zlib|BlueOak|OFL)",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?<![L-])\b(?:A?GPL|Affero|(?<!Lesser )General Public|SSPL|BUSL|Commons Clause)", re.IGNORECASE)
# Packages whose metadata say nothing that can be read, and what their licence file says.
OVERRIDES: dict[str, str] = {"pyrage": "MIT"}
_NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==", re.MULTILINE)


def main(requirements: str = "requirements.txt") -> int:
    """Print what is wrong and return 1, or 0."""
    names = _NAME.findall((ROOT / requirements).read_text())
    packages = list(npm_packages())
    wrong = [*problems(names), *npm_problems(packages)]
    print("\n".join(wrong) or f"{len(names) + len(packages)} packages have licences on the list")
    return 1 if wrong else 0


def problems(names: Iterable[str]) -> Iterator[str]:
    """Yield what to do about each package whose licence is unknown or not on the list."""
    for name in names:
        try:
            licence = OVERRIDES.get(name) or licence_of(distribution(name))
        except PackageNotFoundError:
            continue  # for another platform
        if not is_allowed(licence):
            yield problem(name, licence)


def npm_problems(packages: Iterable[NpmPackage]) -> Iterator[str]:
    """Yield the same of what package-lock.json pins."""
    for package in packages:
        if not is_allowed(package.licence):
            yield problem(package.name, package.licence)


def problem(name: str, licence: str) -> str:
    """Return what to do about a package with such a licence."""
    return f"{name}: its licence {licence[:60]!r} is not on the list of scripts/licences.py. Use another package."


def licence_of(package: Distribution) -> str:
    """Return what a package's metadata say of its licence, the most exact first."""
    metadata: Any = package.metadata
    classified = [each for each in metadata.get_all("Classifier") or [] if each.startswith("License ::")]
    short = str(metadata.get("License") or "").strip()
    return str(metadata.get("License-Expression") or "; ".join(classified) or short.partition("\n")[0])


def is_allowed(licence: str) -> bool:
    """Say whether a licence, or one of those to choose from, is on the list."""
    choices = re.split(r"\bOR\b", licence)
    return any(ALLOWED.search(each) and not REFUSED.search(each) for each in choices)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
