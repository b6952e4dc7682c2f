"""The public process cannot leak what it does not have: these modules must never be loaded in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT

FORBIDDEN = (
    "wagtail",
    "modelcluster",
    "taggit",
    "psycopg",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.sessions",
    "cms.settings.cms",
    "cms.urls.cms",
    "site_content.models",
    "site_content.pages.content_page",
    "site_content.pages.types",
    "site_content.publishing",
)
LOAD = """
import json, sys
import cms.delivery.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from django.conf import settings
print(json.dumps({"modules": sorted(sys.modules), "apps": settings.INSTALLED_APPS}))
"""


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a delivery process holds once it is ready to answer."""
    folder: Path = tmp_path_factory.mktemp("delivery")
    # The CMS's settings in the environment, as a shell or a parent process may have left them, change nothing.
    environment = {
        "PATH": os.environ["PATH"], "HEADLAND_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings.cms",
    }  # fmt: skip
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert loaded.returncode == 0, loaded.stderr
    held: dict[str, list[str]] = json.loads(loaded.stdout.splitlines()[-1])
    return held


def test_nothing_for_staff_is_loaded(process: dict[str, list[str]]) -> None:
    held = [name for name in process["modules"] for bad in FORBIDDEN if name == bad or name.startswith(f"{bad}.")]
    assert held == []


def test_it_has_no_database(process: dict[str, list[str]]) -> None:
    # Django itself fills in a "default" that raises on use.
    from django.core.exceptions import ImproperlyConfigured

    done = subprocess.run(
        [sys.executable, "-c", "import cms.delivery.wsgi; from django.db import connection; connection.cursor()"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert ImproperlyConfigured.__name__ in done.stderr


def test_its_apps_are_these_and_no_others(process: dict[str, list[str]]) -> None:
    assert set(process["apps"]) <= {
        "cms.api",
        "cms.delivery.apps.DeliveryConfig",
        "rest_framework",
        "drf_spectacular",
        "drf_spectacular_sidecar",
        "django.contrib.staticfiles",
    }
