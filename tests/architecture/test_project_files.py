"""What must hold for every file of the project, so that a fresh clone works anywhere."""

import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT, files, text

# Someone's own folders; a container's or a document's fixed paths (/etc, /srv, /var) are not meant.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:root|home/\w+|Users/\w+|work/\w+)(?:/|\b)")
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links|registry\s*=|\"resolved\":")
TEXT = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".yaml",
    ".yml",
    ".sh",
    ".json",
    ".html",
    ".css",
    ".js",
    ".scss",
    ".svg",
    "",
}


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = {
        str(path): match[0]
        for path in files()
        if path.suffix in TEXT and "examples" not in path.parts and (match := MACHINE_PATH.search(text(path)))
    }
    assert found == {}


def test_pinned_packages_name_no_registry() -> None:
    pins = [path for path in files() if path.name in {"requirements.txt", "requirements-dev.txt", "package-lock.json"}]
    assert len(pins) >= 2
    assert [str(path) for path in pins if REGISTRY.search(text(path))] == []


def test_every_pinned_package_has_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"(?<!\\)\n", (ROOT / name).read_text().strip())
        assert [entry for entry in entries if not re.match(r"[\w.\[\]-]+==[^ ]+ .*--hash=sha256:", entry, re.S)] == []


def test_both_lists_pin_the_same_versions() -> None:
    pins = [dict(re.findall(r"^([\w.-]+)==(\S+)", text_of, re.M)) for text_of in map(read, ("", "-dev"))]
    both = pins[0].keys() & pins[1].keys()
    assert {name: (pins[0][name], pins[1][name]) for name in both if pins[0][name] != pins[1][name]} == {}


def read(suffix: str) -> str:
    """The text of one of the two lists."""
    return (ROOT / f"requirements{suffix}.txt").read_text()


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


def test_how_to_contribute_is_one_page_with_five_rules() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    assert len(page.splitlines()) <= 70
    rules = re.findall(r"^\| (\d)\. [^|]+ \| [^|]+ \| [^|]+ \|$", page, re.M)
    assert rules == ["1", "2", "3", "4", "5"]


def test_where_things_go_names_folders_that_exist() -> None:
    if not (ROOT / "site_content/pages").is_dir():
        pytest.skip("the layout that CONTRIBUTING.md describes has not landed")
    named = re.findall(
        r"`((?:cms|site_content|search|frontend_templates|tests)/[\w/]*)`", (ROOT / "CONTRIBUTING.md").read_text()
    )
    assert len(named) > 12
    assert [folder for folder in named if not (ROOT / folder).is_dir()] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in files():
        # What is imported, as an example or in a test, may hold anything.
        if path.suffix == ".md" and not {"examples", "sample", "fixtures"} & set(path.parts):
            for target in re.findall(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)", text(path)):
                if not (ROOT / path.parent / target).exists():
                    broken.append(f"{path}: {target}")
    assert broken == []


def test_scripts_can_be_run() -> None:
    scripts = [path for path in files() if text(path).startswith("#!") and path.suffix in {".sh", ""}]
    assert {".ci/run", "scripts/setup.sh"} <= {str(path) for path in scripts}
    assert [str(path) for path in scripts if not (ROOT / path).stat().st_mode & stat.S_IXUSR] == []


def test_every_mark_of_a_test_is_declared_once() -> None:
    marks = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["markers"]
    names = [mark.partition(":")[0] for mark in marks]
    assert sorted(names) == sorted(set(names))


GROUPED = """
from pathlib import Path
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_group(number, worker_id):
    Path(__file__).with_name(worker_id).touch()
"""


def test_tests_of_one_group_stay_on_one_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is marked serial or needs the browser relies on it, and the sample is loaded once because of it.
    (tmp_path / "test_group.py").write_text(GROUPED)
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-q", "-n", "2", "--dist", "loadgroup", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, len(list(tmp_path.glob("gw*")))) == (0, 1), done.stdout
