"""Commit messages: the rule, and what is said where there is nothing to read them from."""

import subprocess
from pathlib import Path

import pytest

from scripts import commits

LONG = "A subject that goes on and on until it has more than seventy-two characters"
NO_REASON = "the reason is missing: leave an empty line and say why in the body"


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (f"{LONG[:72]}\n\nBecause.\n", None),
        (f"{LONG}\n\nBecause.\n", "the subject has 75 characters, 72 are allowed"),
        ("Mend the tap\n", NO_REASON),
        ("Mend the tap\n\n\n", NO_REASON),
        ("Mend the tap\nIt dripped.\n", "an empty line is missing between subject and body"),
        ("Trwsio’r tap dŵr a’r drws\n\nRoedd yn diferu.\n", None),
        ("", NO_REASON),
    ],
)
def test_a_message(message: str, fault: str | None) -> None:
    assert commits.fault(message) == fault


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody; return what it printed."""
    name = ["-c", "user.name=Tester", "-c", "user.email=tester@headland.example", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *name, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def history(tmp_path: Path) -> tuple[Path, str]:
    """A repository with a commit before the rule and three after it; the folder and the first one's id."""
    folder = tmp_path / "history"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", LONG)
    base = git(folder, "rev-parse", "HEAD")
    for message in ("Mend the tap\n\nIt dripped.", LONG + "\n\nBecause.", "Silent"):
        git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return folder, base


def test_commits_after_the_rule_are_read(history: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, base = history
    silent, long = git(folder, "log", "-2", "--format=%h").split()
    assert commits.main([], folder, base) == 1
    assert capsys.readouterr().out.splitlines() == [
        *(f"{silent} Silent", f"    {NO_REASON}"),
        *(f"{long} {LONG}", "    the subject has 75 characters, 72 are allowed"),
    ]
    git(folder, "reset", "-q", "--soft", "HEAD~2")
    assert commits.main([], folder, base) == 0
    assert capsys.readouterr().out == "1 commit messages read\n"


def test_without_history_it_says_that_it_is_skipped(
    history: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, base = history
    shallow, source = tmp_path / "shallow", tmp_path / "source"
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), str(shallow))
    source.mkdir()
    for place in (shallow, source):
        assert commits.main([], place, base) == 0
        assert capsys.readouterr().out == f"skipped: this is no git checkout that holds commit {base[:7]}\n"


def test_the_commits_of_this_checkout(capsys: pytest.CaptureFixture[str]) -> None:
    assert commits.main([]) == 0, capsys.readouterr().out


def test_a_message_being_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text("Mend the tap\n\n# Please enter the message.\n# ------------------------ >8 ---\nIt dripped.\n")
    assert commits.main([str(file)]) == 1
    assert capsys.readouterr().out == f"{file} Mend the tap\n    {NO_REASON}\n"
    file.write_text("Mend the tap\n# Please enter the message.\n\nIt dripped.\n")
    assert commits.main([str(file)]) == 0
