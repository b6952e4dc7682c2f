"""The import contracts hold, and they are strict enough to notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT

LINT = "from importlinter.cli import lint_imports_command as run; run()"
PUBLISH = "site_content.publishing.publish"
# Each breach: the module that gets the line, the line, and the contract that must break.
BREACHES = [
    ("search/entry.py", "import site_content.items.build", "Rooms: cms over site_content over search"),
    ("search/entry.py", "import django", "Search is a library"),
    ("search/entry.py", "import elasticsearch", "Only search.elastic speaks to Elasticsearch"),
    ("site_content/items/change.py", "import django.db", "Copies are plain Python and SQLite"),
    (
        "site_content/pages/types/news.py",
        "import site_content.pages.types.blog",
        "Content types do not know each other",
    ),
    (
        "cms/api/__init__.py",
        "import site_content.pages.types",
        "The API and delivery read items and copies, never pages",
    ),
    ("cms/delivery/__init__.py", "import wagtail", "The public process has no staff, admin or database"),
    ("frontend_templates/public/__init__.py", "import search.entry", "Front ends know only HTTP"),
    (
        "frontend_templates/public/__init__.py",
        "import frontend_templates.staff",
        "Public and staff sites do not know each",
    ),
    # Late and for types only: neither is seen when the program starts, both tie folders together.
    ("site_content/items/cards.py", f"def late():\n    import {PUBLISH}", "No circles"),
    ("cms/api/clock.py", "if TYPE_CHECKING:\n    import cms.delivery.front", "No circles"),
    ("search/embedded/bits.py", "import search.embedded.search", "No circles"),
    ("frontend_templates/common/words/dates.py", "import frontend_templates.common.pages.listing", "No circles"),
    ("site_content/items/cards.py", f"import {PUBLISH}", "Rooms of site_content, highest first"),
    ("site_content/mail/check.py", "import site_content.search_settings.lab", "Rooms of site_content, highest first"),
    ("site_content/publishing/log.py", "import site_content.pages.content_page", "Publishing knows no pages"),
    ("site_content/editing/alerts.py", "import site_content.intranet.tasks", "Rooms of site_content, highest first"),
]


def lint(folder: Path) -> tuple[int, str]:
    """Run import-linter in a folder; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold() -> None:
    status, said = lint(ROOT)
    assert status == 0, said


@pytest.mark.parametrize(("module", "line", "contract"), BREACHES)
def test_a_breach_is_noticed(tmp_path: Path, module: str, line: str, contract: str) -> None:
    ignore = shutil.ignore_patterns("__pycache__", "static", "node_modules", "*.jpg", "*.png")
    for room in ("cms", "site_content", "search", "frontend_templates"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignore)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    broken = tmp_path / module
    broken.write_text(f"{broken.read_text()}\n\n{line}\n")
    status, said = lint(tmp_path)
    assert status == 1
    assert [text for text in said.splitlines() if contract in text and "BROKEN" in text], said
