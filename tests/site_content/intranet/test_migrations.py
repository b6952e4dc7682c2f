"""The intranet becomes an app: rows, rights and references stay, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import empty_postgres

# One process makes the fixture, for all of them.
pytestmark = pytest.mark.xdist_group("intranet-migrations")
VERBS = ("add", "change", "delete", "view")
ROWS = {
    "bookmarks": ["8a7e6f2e-3c57-4f0e-9d9e-0c7f6f3b1a10"],
    "searches": [["Flu", "q=flu"]],
    "questions": ["Why?"],
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def found(request: Any, tmp_path_factory: Any) -> dict[str, Any]:
    """What moving_label.py found; run once for each database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.test", "HEADLAND_DATA": str(tmp_path_factory.mktemp("intranet")),
        "DATABASE_URL": "",
    }  # fmt: skip
    if request.param == "sqlite":
        return program(environment)
    with empty_postgres() as url:
        return program(environment | {"DATABASE_URL": url})


def program(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.site_content.intranet.moving_label"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def under(label: str) -> dict[str, Any]:
    """What is there when the models have this label."""
    return {
        **ROWS,
        "kinds": [f"{label}.{model}" for model in ("bookmark", "question", "savedsearch")],
        "permissions": sorted(
            f"{label}.{verb}_{model}" for verb in VERBS for model in ("bookmark", "question", "savedsearch")
        ),
        "rights": {
            "reader": [f"{label}.change_question", f"{label}.delete_bookmark", f"{label}.view_question"],
            "clerk": [f"{label}.add_savedsearch"],
        },
        "held": {"reader": 0, "clerk": 1, "Answerers": 3},
        "admin log": [f"{label}: Why?"],
        "log": [label],
        "workflow": [[label, label]],
        "references": [[label, label]],
    }


def joined(label: str) -> dict[str, Any]:
    """What is there once the rights and references of the doubles are joined to the old ones."""
    one = under(label)
    return one | {
        "permissions": sorted([*one["permissions"], f"{label}.triage_question"]),
        "rights": {
            "reader": sorted([*one["rights"]["reader"], f"{label}.add_question"]),
            "clerk": [*one["rights"]["clerk"], f"{label}.triage_question"],
        },
        "held": {"reader": 0, "clerk": 2, "Answerers": 4},
        "admin log": [f"{label}: Why?", f"{label}: Again"],
    }


def test_rows_rights_and_references_get_the_new_label(found: Any) -> None:
    assert (found["before"], found["forward"]) == (under("site_content"), under("intranet"))


def test_tables_stay_as_they_are(found: Any) -> None:
    assert list(found["tables"]) == [f"site_content_{model}" for model in ("bookmark", "question", "savedsearch")]
    assert "one_bookmark_per_item" in found["tables"]["site_content_bookmark"]
    assert found["tables"] == found["tables before"]


def test_references_lead_to_the_question(found: Any) -> None:
    expected = ["site_content.intranet.models: Why?"] * 4
    assert (found["objects"], found["joined objects"]) == (expected, expected)


def test_relabelling_may_be_repeated(found: Any) -> None:
    assert found["again"] == found["forward"]


def test_back_it_is_as_it_was(found: Any) -> None:
    assert found["back"] == found["before"]


def test_what_post_migrate_made_before_is_joined(found: Any) -> None:
    """The database had both labels, with rights and references of both."""
    doubles = found["doubles"]
    assert doubles["kinds"] == under("intranet")["kinds"] + under("site_content")["kinds"]
    assert doubles["held"] == {"reader": 0, "clerk": 3, "Answerers": 5}
    assert doubles["references"] == [["site_content", "site_content"], ["intranet", "intranet"]]
    assert (found["joined"], found["back again"]) == (joined("intranet"), joined("site_content"))
