"""The recipe in docs/content-types.md, followed word for word in a copy of the project to a green `make check`."""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/content-types.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"`([\w./-]+\.(?:py|json))`")
PUBLISH = """
import json
from datetime import datetime, timezone
from wagtail.models import Site
from search.entry import Entry
from site_content.items.models import Item
from site_content.publishing.refresh import drain
from site_content.pages.schemas import schema_for
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource
from site_content.pages.types import EventPage, SectionPage
from django.conf import settings
home = Site.objects.get(audience_row__audience="public").root_page
page = EventPage(title="Open day", starts_at=datetime(2026, 3, 1, 10, tzinfo=timezone.utc), place="Leeds",
                 body=[{"type": "rich_text", "value": "<p>Come and see</p>"}])
section = SectionPage(title="Events", listing_type="event")
section.full_clean(exclude=["path", "depth", "slug"])
home.add_child(instance=section)
section.save_revision().publish()
section.add_child(instance=page)
page.save_revision().publish()
other = EventPage(title="Open night", starts_at=page.starts_at, place="Upper Hull")
section.add_child(instance=other)
other.save_revision().publish()
drain()
CopyFollower(settings.COPY_FILES["public"], "public", DatabaseSource("public")).catch_up()
row = Item.objects.get(key=f"page:{page.pk}", slot="current")
print("RESULT" + json.dumps({"item": json.loads(row.body), "entry": row.entry, "schema": schema_for("EventItem")}))
"""
# The public process, which has no content types, and the public site over it: what readers get.
READ = """
import json, os
from pathlib import Path
import httpx
from tests.bench.servers import delivery, public_site
with delivery(Path(os.environ["HEADLAND_DATA"])) as api, public_site(api.url) as site:
    with httpx.Client(trust_env=False) as client:
        def get(address):
            return client.get(api.url + "/api/public/v1/" + address).raise_for_status().json()
        print("RESULT" + json.dumps({
            "listed": [card["path"] for card in get("items?type=event&place=upper-hull")["results"]],
            "months": get("items/months?place=leeds")["results"][0]["count"],
            "counts": get("search?q=open")["facets"]["place"],
            "found": [card["path"] for card in get("search?place=leeds,nowhere")["results"]],
            "section": get("content/events")["details"]["listing"],
            "list page": client.get(site.url + "/events").raise_for_status().text,
            "feed": client.get(site.url + "/events/feed.atom").raise_for_status().text,
            "search page": client.get(site.url + "/search?q=open&place=leeds").raise_for_status().text,
        }))
"""


@dataclass(frozen=True)
class Block:
    """One fenced block of the recipe: the file that is named last before it, its language and its text."""

    place: str
    language: str
    text: str


def recipe() -> list[Block]:
    """Return the blocks below "Add one", up to the next heading."""
    section = DOCUMENT.read_text().split("\n## Add one\n")[1].split("\n## ")[0]
    blocks, end = [], 0
    for found in FENCE.finditer(section):
        places = PLACE.findall(section[end : found.start()])
        blocks.append(Block(places[-1] if places else "", found[1], found[2]))
        end = found.end()
    return blocks


def follow(project: Path, block: Block) -> None:
    """Do what one block says: run the commands, write the new file, or add the line among those that are alike."""
    if not block.language:
        for command in block.text.splitlines():
            run(project, command)
        return
    file = project / block.place
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text)
        return
    lines = file.read_text().splitlines(keepends=True)
    alike = next(number for number, line in enumerate(lines) if line.startswith(('  "type_', "from site_content.")))
    file.write_text("".join([*lines[:alike], block.text, *lines[alike:]]))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project without its data and history, with the same virtualenv."""
    unneeded = shutil.ignore_patterns(".venv", ".git", "var", "node_modules", "__pycache__")
    copy = Path(shutil.copytree(ROOT, tmp_path / "project", ignore=unneeded, symlinks=True))
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def run(project: Path, command: str) -> str:
    """Run a command of the document in the copy, with data of its own. Fails with what it printed when it fails."""
    ours = ("HEADLAND_", "DATABASE_", "MAKE", "MFLAGS")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment |= {"HEADLAND_DATA": str(project / "var"), "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
    done = subprocess.run(shlex.split(command), cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def files(project: Path) -> dict[str, bytes]:
    """Return the content of every file that a commit would hold."""
    kinds = {".py", ".json", ".md", ".html"}
    found = (path for path in project.rglob("*") if path.suffix in kinds and ".mypy_cache" not in path.parts)
    return {str(path.relative_to(project)): path.read_bytes() for path in found if "var" not in path.parts}


def test_the_recipe_adds_a_type_and_ends_in_a_green_check(project: Path) -> None:
    before = files(project)
    blocks = recipe()
    for block in blocks:
        follow(project, block)
    assert blocks[-1].text.splitlines()[-1] == "make check"
    after = files(project)
    strings = {f"frontend_templates/common/strings/{language}.json" for language in ("en", "cy")}
    assert {name for name, content in after.items() if before.get(name) != content} == strings | {
        "site_content/pages/types/event.py",
        "site_content/pages/types/__init__.py",
        f"site_content/migrations/{migration(project)}",
        "tests/examples/event/open-day.json",
        "docs/openapi.json",
        "frontend_templates/common/declared.json",
    }
    # Those that count types and their examples.
    tests = (
        "tests/site_content/test_examples.py tests/site_content/pages/test_schemas.py tests/frontend_templates/common"
    )
    run(project, f".venv/bin/python -m pytest -q -n 0 -p no:cacheprovider --ds cms.settings.test {tests}")

    said = run(project, f".venv/bin/python manage.py shell -v0 -c {shlex.quote(PUBLISH)}")
    result: dict[str, Any] = json.loads(said.split("RESULT")[1])
    item, entry = result["item"], result["entry"]
    assert list(Draft202012Validator(result["schema"]).iter_errors(item)) == []
    (block,) = item["details"]["body"]
    assert (item["type"], item["path"], item["state"]) == ("event", "/events/open-day", "live")
    assert item["details"] == {
        "starts_at": "2026-03-01T10:00:00Z",
        "place": "Leeds",
        "body": [{"type": "rich_text", "id": block["id"], "value": {"html": "<p>Come and see</p>"}}],
    }
    assert (entry["type"], entry["keywords"], entry["body"]) == ("event", "Leeds", "Come and see")
    assert entry["facets"] == {"place": [{"value": "leeds", "label": "Leeds"}]}

    (project / "read.py").write_text(READ)
    said = run(project, ".venv/bin/python -m read")
    read: dict[str, Any] = json.loads(said.split("RESULT")[1])
    search_page, list_page = read.pop("search page"), read.pop("list page")
    assert all(path in list_page and path in read["feed"] for path in ("/events/open-day", "/events/open-night"))
    del read["feed"]
    assert read == {
        "listed": ["/events/open-night"],
        "months": 1,
        "counts": [
            {"value": "leeds", "label": "Leeds", "count": 1},
            {"value": "upper-hull", "label": "Upper Hull", "count": 1},
        ],
        "found": ["/events/open-day"],
        "section": {"type": "event", "path_prefix": "/events"},
    }
    # The panel with its label and both places, one of them chosen.
    assert "<legend>Place</legend>" in search_page
    assert re.findall(r'name="place" value="([\w-]+)"( checked)?', search_page) == [
        ("leeds", " checked"),
        ("upper-hull", ""),
    ]


def test_no_document_says_python_without_its_folder() -> None:
    """Debian has no ``python``, and the system's ``python3`` has none of our packages. A container has both."""
    bare = re.compile(r"(?<![\w./-])(?<!run --rm cms )python3? (?:-m|manage\.py)")
    found = {
        str(path.relative_to(ROOT)): bare.findall(path.read_text())
        for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
        if path.name != "operating.md"
    }
    assert {name: words for name, words in found.items() if words} == {}


def migration(project: Path) -> str:
    """Return the name of the newest migration."""
    return max(path.name for path in (project / "site_content/migrations").glob("0*.py"))
