"""Settings: wrong ones are refused before anything starts, all at once; secrets may be files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cms.settings import env, refusals
from cms.settings.database import databases, parsed
from cms.settings.hosts import hosts
from frontend_templates.common import refusals as site_refusals
from frontend_templates.common.settings import VARIABLES as SITE_VARIABLES
from frontend_templates.public.site import public_site
from scripts.check import PRODUCTION

ROOT = Path(__file__).parents[2]
CLEAN = {
    name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DATABASE_", "DJANGO_"))
}
KEY = "".join(chr(ord("a") + number * 7 % 26) for number in range(60))


def problems(required: Any = refusals.CMS, **environ: str) -> list[str]:
    """What is refused in production when these are set, or unset by an empty text."""
    try:
        refusals.refuse(required, PRODUCTION | environ)
    except refusals.SettingsRefused as error:
        return error.problems
    return []


def started(module: str, environ: dict[str, str]) -> tuple[int, str]:
    """Import a module in a process of its own, as a server would; return its status and what it said."""
    command = [sys.executable, "-c", f"import {module}"]
    done = subprocess.run(command, cwd=ROOT, env=CLEAN | environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_the_settings_of_production_are_taken() -> None:
    assert problems() == []
    assert problems(refusals.DELIVERY) == []


@pytest.mark.parametrize(
    ("name", "near"),
    [("HEADLAND_HTS", "HEADLAND_HOSTS"), ("HEADLAND_SECRETKEY", "HEADLAND_SECRET_KEY"),
     ("HEADLAND_FEED_TOCKEN_FILE", "HEADLAND_FEED_TOKEN"), ("HEADLAND_CMS_THREAD", "HEADLAND_CMS_THREADS")],
)  # fmt: skip
def test_an_unknown_setting_is_refused_with_the_nearest_name(name: str, near: str) -> None:
    line = f"{name} is not a setting: do you mean {near}?"
    assert problems(**{name: "x"}) == [line]
    with pytest.raises(site_refusals.SettingsRefused, match=re.escape(line)):
        site_refusals.refuse({name: "x"})


def test_all_that_is_wrong_is_told_at_once() -> None:
    status, output = started(
        "cms.settings.cms",
        {"HEADLAND_ENV": "production", "HEADLAND_HTS": "x", "HEADLAND_PROXIES": "two", "HEADLAND_FEED_TOKEN": "short",
         "HEADLAND_HOSTS": "*", "DATABASE_URL": "postgres://u:pass@h/d?sslmod=require"},
    )  # fmt: skip
    assert status != 0
    lines = [line.strip() for line in output.splitlines() if line.startswith("  * ")]
    for part in (
        "HEADLAND_HTS is not", "HEADLAND_SECRET_KEY is required", "HEADLAND_CMS_URL is required",
        "HEADLAND_PUBLIC_URL is required", "HEADLAND_STAFF_URL is required", "HEADLAND_PROXIES: ",
        "DATABASE_URL: it has no option 'sslmod': do you mean sslmode?", "HEADLAND_FEED_TOKEN has 5 characters",
        "HEADLAND_HOSTS: *",
    ):  # fmt: skip
        assert [line for line in lines if part in line], (part, lines)
    assert "pass@" not in output


@pytest.mark.parametrize(
    ("name", "text"),
    [("HEADLAND_SECRET_KEY", "short"), ("HEADLAND_SECRET_KEY", "x" * 80),
     ("HEADLAND_SECRET_KEY", "local-only-not-a-secret"), ("HEADLAND_SECRET_KEY", f"local-only-{KEY}"),
     ("HEADLAND_SECRET_KEY", f"django-insecure-{KEY}"), ("HEADLAND_FEED_TOKEN", KEY[:20]),
     ("HEADLAND_FEED_TOKEN", "ab" * 30), ("HEADLAND_HOSTS", "*"), ("HEADLAND_HOSTS", "cms.example.org,*")],
)  # fmt: skip
def test_weak_settings_are_refused_in_production_alone(name: str, text: str) -> None:
    assert [line for line in problems(**{name: text}) if line.startswith(name)]
    refusals.refuse(refusals.CMS, {name: text})


def test_delivery_has_a_key_of_its_own() -> None:
    assert problems(refusals.DELIVERY, HEADLAND_DELIVERY_KEY="") != []
    same = problems(refusals.DELIVERY, HEADLAND_DELIVERY_KEY=KEY, HEADLAND_SECRET_KEY=KEY)
    assert same == ["HEADLAND_DELIVERY_KEY is the same as HEADLAND_SECRET_KEY: give delivery a key of its own"]
    # It needs none of the CMS's secrets.
    environ = {"HEADLAND_ENV": "production", "HEADLAND_DELIVERY_KEY": KEY, "HEADLAND_HOSTS": "api.example.org"}
    assert started("cms.settings.delivery", environ) == (0, "")
    del environ["HEADLAND_HOSTS"]
    assert "HEADLAND_HOSTS is required" in started("cms.settings.delivery", environ)[1]
    program = "from cms.settings import delivery; print(delivery.SECRET_KEY)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=CLEAN | environ | {"HEADLAND_HOSTS": "a", "HEADLAND_SECRET_KEY": "other"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == KEY


def test_secrets_may_be_files(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    for name in ("HEADLAND_SECRET_KEY", "HEADLAND_FEED_TOKEN", "ELASTICSEARCH_API_KEY"):
        assert env.read(name, {f"{name}_FILE": str(file)}) == KEY
    assert public_site({"HEADLAND_SITE_NAME_FILE": str(file)}).title == KEY
    assert problems(HEADLAND_SECRET_KEY="", HEADLAND_SECRET_KEY_FILE=str(file)) == []
    assert problems(HEADLAND_SECRET_KEY_FILE=str(file)) == [
        "HEADLAND_SECRET_KEY: set it or HEADLAND_SECRET_KEY_FILE, not both"
    ]
    absent = problems(HEADLAND_SECRET_KEY="", HEADLAND_SECRET_KEY_FILE=str(tmp_path / "absent"))
    assert absent == [f"HEADLAND_SECRET_KEY_FILE: cannot read '{tmp_path / 'absent'}' (FileNotFoundError)"]
    file.write_text("weak")
    assert "has 4 characters" in problems(HEADLAND_SECRET_KEY="", HEADLAND_SECRET_KEY_FILE=str(file))[0]


def test_hosts_are_those_of_the_addresses() -> None:
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    three = ["cms.headland.example", "www.headland.example", "staff.headland.example"]
    assert hosts(PRODUCTION) == [*three, *loopback]
    more = {"HEADLAND_HOSTS": "delivery", "HEADLAND_API_URL": "http://api:8003", "HEADLAND_STAFF_URL": "https://[::5]"}
    assert hosts(PRODUCTION | more) == ["delivery", *three[:2], "[::5]", "api", *loopback]
    assert hosts({}) == ["*"]


def test_every_process_knows_the_settings_of_the_others() -> None:
    ours = {name for name in env.VARIABLES if name.startswith("HEADLAND_")}
    assert ours | refusals.OTHERS == set(SITE_VARIABLES) | site_refusals.OTHERS
    for file in ("Procfile", "compose.yaml"):
        names = set(re.findall(r"HEADLAND_[A-Z_]+", (ROOT / file).read_text()))
        assert names <= ours | refusals.OTHERS, file


@pytest.mark.parametrize(
    ("password", "written"),
    [("a/b#c?d", "a/b#c?d"), ("a/b#c?d@e:f", "a%2Fb%23c%3Fd%40e%3Af"), ("p@ss:w/rd", "p@ss:w/rd"), ("50%", "50%"),
     ("", "")],
)  # fmt: skip
def test_a_password_may_hold_any_character(password: str, written: str) -> None:
    database = parsed(f"postgres://me%40x:{written}@db.example:6543/head%20land?sslmode=require")
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("me@x", password, "db.example")
    assert (database["PORT"], database["NAME"], database["OPTIONS"]) == (6543, "head land", {"sslmode": "require"})


@pytest.mark.parametrize(
    "url",
    ["mysql://u:secret@h/d", "postgres://u:secret@h:x/d", "postgres://u:secret@h", "postgres://u:secret@h/d#x",
     "postgres://u:secret@h/d/e", "postgres://u:secret@h/d?sslmode", "postgres://u:secret@h/d?nonsense=1"],
)  # fmt: skip
def test_what_is_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL: ") as raised:
        env.read("DATABASE_URL", {"DATABASE_URL": url})
    assert "secret" not in str(raised.value)


def test_options_are_honoured_and_nothing_waits_for_ever(tmp_path: Path) -> None:
    url = "postgres://u@h/d?sslmode=verify-full&connect_timeout=9&options=-c%20lock_timeout%3D1"
    options: Any = databases(url, tmp_path, 20)["default"]["OPTIONS"]
    assert options == {
        "sslmode": "verify-full", "connect_timeout": "9", "options": "-c statement_timeout=20000 -c lock_timeout=1",
    }  # fmt: skip
    options = databases("postgres://u@h/d", tmp_path, 0)["default"]["OPTIONS"]
    assert options == {"connect_timeout": "5", "options": ""}


def test_subdomains_and_preloading_are_chosen(tmp_path: Path) -> None:
    program = (
        "import json; from cms.settings import cms as s;"
        "print(json.dumps([s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD]))"
    )
    site = public_site(PRODUCTION)
    assert (site.hsts, public_site(PRODUCTION | {"HEADLAND_HSTS_PRELOAD": "1"}).hsts) == (
        "max-age=31536000", "max-age=31536000; preload",
    )  # fmt: skip
    for chosen, expected in (({}, [False, False]), ({"HEADLAND_HSTS_SUBDOMAINS": "yes"}, [True, False])):
        environ = CLEAN | PRODUCTION | {"HEADLAND_DATA": str(tmp_path)} | chosen
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout) == expected
