"""Commit messages: a subject of at most 72 characters, an empty line, and the reason in the body.

    .venv/bin/python -m scripts.commits                        the commits after the one that came before the rule
    .venv/bin/python -m scripts.commits .git/COMMIT_EDITMSG    a message that is being written (.pre-commit-config.yaml)

Where git or that commit is absent, as in a source archive
or a shallow clone, it says so and is content.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The last commit before the rule.
BASE = "e39695dcf5687d9ff8f10f307b7355f36670a17d"
MAX_SUBJECT = 72


def git(folder: Path, *arguments: str) -> str | None:
    """Return what a git command prints, or None when it fails or there is no git."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def messages(folder: Path, base: str) -> dict[str, str] | None:
    """Return short id → message of every commit after ``base`` but merges; None when that cannot be told."""
    if git(folder, "merge-base", "--is-ancestor", base, "HEAD") is None:
        return None
    log = git(folder, "log", "--no-merges", "-z", "--format=%h %B", f"{base}..HEAD")
    if log is None:
        return None
    return dict(entry.split(" ", 1) for entry in log.split("\0") if entry)


def fault(message: str) -> str | None:
    """Return what is wrong with a message, or None."""
    subject, *rest = message.rstrip().split("\n")
    if len(subject) > MAX_SUBJECT:
        return f"the subject has {len(subject)} characters, {MAX_SUBJECT} are allowed"
    if not rest:
        return "the reason is missing: leave an empty line and say why in the body"
    if rest[0].strip():
        return "an empty line is missing between subject and body"
    return None


def being_written(file: Path) -> str:
    """Return the message that an editor's file holds: git leaves out comments and all below its scissors."""
    text = file.read_text().split("\n# ------------------------ >8")[0]
    return "\n".join(line for line in text.split("\n") if not line.startswith("#")).strip()


def main(files: list[str], folder: Path = ROOT, base: str = BASE) -> int:
    """Print a line for each message that breaks the rule. Returns the exit status."""
    written = {name: being_written(Path(name)) for name in files}
    commit_messages = written or messages(folder, base)
    if commit_messages is None:
        print(f"skipped: this is no git checkout that holds commit {base[:7]}")
        return 0
    faults = [
        f"{name} {message.partition(chr(10))[0]}\n    {problem}"
        for name, message in commit_messages.items()
        if (problem := fault(message))
    ]
    print("\n".join(faults) if faults else f"{len(commit_messages)} commit messages read")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
