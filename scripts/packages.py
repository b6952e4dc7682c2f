"""The pinned packages: finds those that are missing or broken in this virtualenv, and installs them again.

    python -m scripts.packages requirements.txt requirements-dev.txt

It needs nothing but the standard library and pip, because everything else may be what is missing.
"""

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from scripts.steps import step

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))
# Which pins hold for this machine takes longer to find out than all the rest, so it is written down.
PINS = Path(sys.prefix) / "pins.json"
FEW, MANY = 5, 30
MISSING = "is missing"


def canonical(name: str) -> str:
    """Return the one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(files: list[Path]) -> dict[str, str]:
    """Return name → version of every package that these requirements files pin for this machine."""
    texts = [file.read_text() for file in files]
    key = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    try:
        pins_by_key: dict[str, dict[str, str]] = json.loads(PINS.read_text())
    except (OSError, ValueError):
        pins_by_key = {}
    if key not in pins_by_key:
        pins_by_key = {**dict(list(pins_by_key.items())[-FEW:]), key: read_pins(texts)}
        if os.access(PINS.parent, os.W_OK):
            PINS.write_text(json.dumps(pins_by_key))
    return pins_by_key[key]


def read_pins(texts: list[str]) -> dict[str, str]:
    """Return name → version of the lines whose marker is true here."""
    # Slow to import. pip brings its own copy, so it is there when nothing else is.
    from pip._vendor.packaging.requirements import Requirement

    pins = {}
    for line in "\n".join(texts).replace("\\\n", " ").splitlines():
        requirement = line.partition("#")[0].partition("--hash")[0].strip()
        if requirement:
            pin = Requirement(requirement)
            if pin.marker is None or pin.marker.evaluate():
                (specifier,) = pin.specifier
                pins[canonical(pin.name)] = specifier.version
    return pins


def records() -> dict[str, list[Path]]:
    """Return name → the folders in which pip wrote down what it installed; one, unless somebody meddled."""
    folders: dict[str, list[Path]] = {}
    for folder in sorted(SITE_PACKAGES.glob("*.dist-info")):
        folders.setdefault(canonical(folder.name.partition("-")[0]), []).append(folder)
    return folders


def faulty(pins: dict[str, str]) -> dict[str, str]:
    """Return name → what is wrong, for every package that is not here whole and in its pinned version."""
    here = records()
    faults = {}
    for name, version in pins.items():
        folders = here.get(name, [])
        versions = {folder.name.removesuffix(".dist-info").partition("-")[2] for folder in folders}
        if not folders:
            faults[name] = MISSING
        elif versions != {version}:
            faults[name] = f"is {' and '.join(sorted(versions))}, not {version}"
        elif lost := first_loss(folders[0]):
            faults[name] = f"has lost {lost}"
    return faults


def first_loss(record: Path) -> str:
    """Return the first file of a package that is gone or empty, or nothing. What Python compiled does not count.

    A file that somebody changed, as for a breakpoint, is left alone.
    """
    try:
        lines = (record / "RECORD").read_text().splitlines()
    except OSError:
        return f"{record.name}/RECORD"
    for name, _, size in csv.reader(lines):
        if size not in {"", "0"} and not name.endswith(".pyc"):
            # Of tens of thousands of files: pathlib would take four times as long.
            try:
                empty = os.stat(f"{SITE_PACKAGES}/{name}").st_size == 0  # noqa: PTH116
            except OSError:
                return name
            if empty:
                return name
    return ""


def is_whole(record: Path) -> bool:
    """Say whether pip could remove the package by this record."""
    return (record / "RECORD").is_file() and (record / "METADATA").is_file()


def install(files: list[Path], faults: dict[str, str]) -> int:
    """Install what is faulty, every file checked against its hash. Returns pip's exit status."""
    for name, folders in records().items():
        if name in faults and not (faults[name].startswith("is ") and all(map(is_whole, folders))):
            # pip believes these records; without them it installs anew, over what is left of the package.
            for folder in folders:
                shutil.rmtree(folder)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", *(f"--requirement={file}" for file in files)]
    names = ", ".join(faults) if len(faults) <= FEW else f"{len(faults)} packages"
    if len(faults) > MANY:
        names += " (a minute or two the first time)"
    with step(f"Installing {names}"):
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


def main(names: list[str]) -> int:
    """Mend what is faulty; say nothing when nothing is. Returns the exit status."""
    files = [Path(name) for name in names]
    faults = faulty(pinned(files))
    if not faults:
        return 0
    if len(faults) <= FEW:
        print("\n".join(f"Package {name} {fault}" for name, fault in faults.items()), flush=True)
    if not os.access(SITE_PACKAGES, os.W_OK):
        advice = f"Give {sys.prefix} to this user, or delete it and try again."
        print(f"Cannot write {SITE_PACKAGES}: it belongs to another user. {advice}", file=sys.stderr)
        return 1
    if install(files, faults):
        print("The packages could not be installed: pip says why, above.", file=sys.stderr)
        return 1
    if remaining_faults := faulty(pinned(files)):
        summary = "; ".join(f"{name} {fault}" for name, fault in remaining_faults.items())
        print(f"pip could not repair everything ({summary}): delete {sys.prefix} and try again.", file=sys.stderr)
    return 1 if remaining_faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
