"""The npm packages in package-lock.json, which the sites' style sheets, scripts and fonts are made from and with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "frontend_templates" / "common" / "build" / "package-lock.json"
_FOLDER = "node_modules/"


@dataclass(frozen=True)
class NpmPackage:
    """One pinned package; ``ships`` says whether a reader's browser receives something of it."""

    name: str
    version: str
    licence: str
    ships: bool

    @property
    def pin(self) -> str:
        """Return ``name==version``."""
        return f"{self.name}=={self.version}"

    @property
    def purl(self) -> str:
        """Return the package's address (purl specification, type npm)."""
        return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"


def npm_packages(lock: Path = LOCK) -> Iterator[NpmPackage]:
    """Yield each package of a lock file (npm, lockfileVersion 3)."""
    for folder, each in sorted(json.loads(lock.read_text())["packages"].items()):
        if folder:
            name = folder.rpartition(_FOLDER)[2]
            yield NpmPackage(name, each["version"], each.get("license", ""), ships=not each.get("dev"))
