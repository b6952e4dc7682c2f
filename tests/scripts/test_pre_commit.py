""".pre-commit-config.yaml at work: pre-commit installed in a repository, and real commits."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.check import STEPS
from tests.architecture.tracked import ROOT

CONFIG = ".pre-commit-config.yaml"
FILES = (CONFIG, "pyproject.toml", "scripts/__init__.py", "scripts/commits.py")
UGLY, PRETTY = "numbers = [1,2]\n", "numbers = [1, 2]\n"
GOOD = "Count to two\n\nOne was not enough."


class Repository:
    """A repository with the project's hooks installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        person = {f"GIT_{role}_{what}": "tester@headland.example" for role in ("AUTHOR", "COMMITTER")
                  for what in ("NAME", "EMAIL")}  # fmt: skip
        self.environment = kept | person | {"PRE_COMMIT_HOME": str(folder.parent / "cache")}
        for name in FILES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
        (folder / ".gitignore").write_text("/.venv\n")
        (folder / ".venv").symlink_to(ROOT / ".venv")
        self.run("git", "init", "-q")
        assert self.run(".venv/bin/python", "-m", "pre_commit", "install").returncode == 0

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository."""
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)

    def commit(self, message: str) -> subprocess.CompletedProcess[str]:
        """Add everything and commit it."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "-m", message)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository whose first commit passed the hooks."""
    made = Repository(tmp_path / "repository")
    done = made.commit(GOOD)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_an_ugly_file_is_formatted_and_can_be_committed_then(repository: Repository) -> None:
    file = repository.folder / "count.py"
    file.write_text(UGLY)
    refused = repository.commit(GOOD)
    assert (refused.returncode, file.read_text()) == (1, PRETTY)
    assert repository.commit(GOOD).returncode == 0


def test_a_fault_of_style_is_refused_as_make_check_refuses_it(repository: Repository) -> None:
    (repository.folder / "count.py").write_text("import os\n\nnumbers = [1, 2]\n")
    refused = repository.commit(GOOD)
    assert refused.returncode == 1
    assert "F401" in refused.stdout + refused.stderr


def test_migrations_are_left_as_django_writes_them(repository: Repository) -> None:
    file = repository.folder / "app" / "migrations" / "0001_initial.py"
    file.parent.mkdir(parents=True)
    file.write_text(UGLY)
    assert (repository.commit(GOOD).returncode, file.read_text()) == (0, UGLY)


def test_a_message_without_a_reason_is_refused(repository: Repository) -> None:
    (repository.folder / "count.py").write_text(PRETTY)
    refused = repository.commit("Count to two")
    assert refused.returncode == 1
    assert "the reason is missing" in refused.stdout + refused.stderr
    assert repository.commit(GOOD).returncode == 0


def test_the_hooks_are_the_steps_of_make_check() -> None:
    hooks = {
        hook["id"]: hook for repo in yaml.safe_load((ROOT / CONFIG).read_text())["repos"] for hook in repo["hooks"]
    }
    steps = {step.name: " ".join(step.command) for step in STEPS}
    own = {name: shlex.split(hook["entry"]) for name, hook in hooks.items()}
    assert {name: words[0] for name, words in own.items()} == dict.fromkeys(own, ".venv/bin/python")
    # The same commands, on the files of the commit instead of the whole tree; format mends instead of only looking.
    assert steps["style"] == "-m ruff check --quiet ."
    assert steps["format"] == "-m ruff format --check --quiet ."
    assert steps["commit messages"] == "-m scripts.commits"
    assert {name: " ".join(words[1:]) for name, words in own.items()} == {
        "style": "-m ruff check --quiet --force-exclude",
        "format": "-m ruff format --quiet --force-exclude",
        "message": "-m scripts.commits",
    }
