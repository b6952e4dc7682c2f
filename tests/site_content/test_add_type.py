"""The recipe in docs/content-types.md, done word for word in a copy of the project."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)
PUBLISH = """
import json
from datetime import datetime, timezone
from wagtail.models import Site
from search.entry import Entry
from site_content.items.models import Item
from site_content.publishing.refresh import drain
from site_content.pages.schemas import schema_for
from site_content.pages.types import EventPage
home = Site.objects.get(audience_row__audience="public").root_page
page = EventPage(title="Open day", starts_at=datetime(2026, 3, 1, 10, tzinfo=timezone.utc), place="Leeds",
                 body=[{"type": "rich_text", "value": "<p>Come and see</p>"}])
home.add_child(instance=page)
page.save_revision().publish()
drain()
row = Item.objects.get(page_id=page.pk, slot="current")
print("RESULT" + json.dumps({"item": json.loads(row.body), "entry": row.entry, "schema": schema_for("EventItem")}))
"""


def recipe() -> tuple[str, str, list[str]]:
    """Return the file, the line and the commands that the first three fences of the page hold."""
    module, line, commands = FENCE.findall((ROOT / "docs/content-types.md").read_text())[:3]
    return module, line, [command for command in commands.splitlines() if command]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project, without data."""
    unneeded = shutil.ignore_patterns(
        ".venv", ".git", "var", "node_modules", "__pycache__", "tests", "frontend_templates"
    )
    return Path(shutil.copytree(ROOT, tmp_path / "project", ignore=unneeded))


def run(project: Path, *arguments: str) -> str:
    """Run Python in the copy, with data of its own. Raises with what it printed when it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HEADLAND_", "DATABASE_"))}
    environment |= {"HEADLAND_DATA": str(project / "var"), "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
    done = subprocess.run([sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_adding_a_type_takes_one_file_one_line_and_a_migration(project: Path) -> None:
    before = set(project.rglob("*.py"))
    module, line, commands = recipe()
    (project / "site_content/pages/types/event.py").write_text(module)
    with (project / "site_content/pages/types/__init__.py").open("a") as lines:
        lines.write(line)
    for command in commands:
        run(project, *command.split()[1:])
    run(project, "manage.py", "check")
    run(project, "manage.py", "makemigrations", "--check", "--dry-run")
    made = sorted(str(path.relative_to(project)) for path in set(project.rglob("*.py")) - before)
    assert made == [f"site_content/migrations/{migration(project)}", "site_content/pages/types/event.py"]
    assert line.count("\n") == 1

    result: dict[str, Any] = json.loads(run(project, "manage.py", "shell", "-v0", "-c", PUBLISH).split("RESULT")[1])
    item, entry = result["item"], result["entry"]
    assert list(Draft202012Validator(result["schema"]).iter_errors(item)) == []
    (block,) = item["details"]["body"]
    assert (item["type"], item["path"], item["state"]) == ("event", "/open-day", "live")
    assert item["details"] == {
        "starts_at": "2026-03-01T10:00:00Z",
        "place": "Leeds",
        "body": [{"type": "rich_text", "id": block["id"], "value": {"html": "<p>Come and see</p>"}}],
    }
    assert (entry["type"], entry["keywords"], entry["body"]) == ("event", "Leeds", "Come and see")


def migration(project: Path) -> str:
    """Return the name of the newest migration."""
    return max(path.name for path in (project / "site_content/migrations").glob("0*.py"))
