"""The files that make up the project: what git tracks or would track."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("cms", "site_content", "search", "frontend_templates", "scripts", "tests")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, as paths below ROOT, whether or not it is committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def modules() -> tuple[Path, ...]:
    """Every Python module of the rooms; migrations are written by Django and left out."""
    return tuple(
        path for path in files() if path.suffix == ".py" and path.parts[0] in ROOMS and "migrations" not in path.parts
    )


def text(path: Path) -> str:
    """The text of a file; bytes that are not text are replaced."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")
