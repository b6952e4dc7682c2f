"""A changed Django template shows at the next request under ``make run``; production has no such middleware."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings

from cms.template_reload import TemplateReloadMiddleware, own_folders
from scripts.check import PRODUCTION
from tests.architecture.tracked import ROOT

NAME = "cms.template_reload.TemplateReloadMiddleware"


def test_the_folders_are_those_of_the_project() -> None:
    assert ROOT / "site_content/templates" in own_folders()
    assert [folder for folder in own_folders() if ".venv" in folder.parts] == []


def test_a_change_and_a_new_file_show_at_the_next_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "NAME": "own"}
    (tmp_path / "greeting.html").write_text("Good morning")
    monkeypatch.setattr("cms.template_reload.own_folders", lambda: [tmp_path])

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(engines["own"].get_template("greeting.html").render())

    with override_settings(TEMPLATES=[backend]):
        reloading = TemplateReloadMiddleware(page)
        assert [view(HttpRequest()).content for view in (page, reloading)] == [b"Good morning"] * 2
        (tmp_path / "greeting.html").write_text("Good evening")
        # Django itself has compiled it once and for all.
        assert page(HttpRequest()).content == b"Good morning"
        assert reloading(HttpRequest()).content == b"Good evening"
        (tmp_path / "greeting.html").write_text("{% extends 'frame.html' %}")
        with pytest.raises(Exception, match=r"frame\.html"):
            reloading(HttpRequest())
        (tmp_path / "frame.html").write_text("Framed")
        assert reloading(HttpRequest()).content == b"Framed"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        ({"HEADLAND_RELOAD": "1"}, True),
        ({**PRODUCTION, "HEADLAND_RELOAD": "1"}, False),
    ],
)
def test_the_environment_decides(given: dict[str, str], expected: bool, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DATABASE_"))}
    environment = kept | given | {"HEADLAND_DATA": str(tmp_path)}
    code = f"from cms.settings.cms import MIDDLEWARE; print({NAME!r} in MIDDLEWARE)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (str(expected), "")
