"""How e-mail is set: by one address, or by none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cms.settings import env
from cms.settings.mail_server import MailServer, mail_server, sender
from scripts.check import PRODUCTION

ROOT = Path(__file__).parents[2]
NAMES = ("EMAIL_BACKEND", "MAIL_CARRIER", "DEFAULT_FROM_EMAIL", "EMAIL_TIMEOUT", "WAGTAIL_PASSWORD_RESET_ENABLED")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25, "", "", False, False)),
        ("smtp://localhost:1025/", MailServer("localhost", 1025, "", "", False, False)),
        ("smtp+tls://me:s%40e%2Fc%3Aret@mail.example", MailServer("mail.example", 587, "me", "s@e/c:ret", True, False)),
        (
            "smtps://me%40x.example:pw@mail.example:4650",
            MailServer("mail.example", 4650, "me@x.example", "pw", False, True),
        ),
    ],
)
def test_a_mail_server_is_one_address(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://x:99999", "smtp://x:y", "smtp://x/y", "smtp://me@x",
     "smtp://me:secret@x?tls=1", "smtp://[x"],
)  # fmt: skip
def test_what_is_none_is_named_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="EMAIL_URL: ") as raised:
        env.read("EMAIL_URL", {"EMAIL_URL": url})
    assert "secret" not in str(raised.value)


def test_senders_and_time_limits() -> None:
    assert sender(" Headland <noreply@example.org> ") == "Headland <noreply@example.org>"
    for name, wrong in (("HEADLAND_EMAIL_FROM", "Headland"), ("HEADLAND_EMAIL_FROM", "a@b\nBcc: c@d"),
                        ("HEADLAND_EMAIL_TIMEOUT", "0"), ("HEADLAND_EMAIL_TIMEOUT", "soon")):  # fmt: skip
        with pytest.raises(ValueError, match=name):
            env.read(name, {name: wrong})


def settings_with(**environ: str) -> dict[str, Any]:
    """What the CMS is set to, in a process of its own."""
    names = (*NAMES, "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS")
    program = (
        f"import json; from cms.settings import cms; print(json.dumps({{n: getattr(cms, n, None) for n in {names}}}))"
    )
    kept = {name: value for name, value in os.environ.items() if "EMAIL" not in name}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=kept | environ, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_with_a_server_the_worker_sends_and_without_it_prints() -> None:
    outbox = "site_content.mail.backend.OutboxBackend"
    local = settings_with(HEADLAND_ENV="local", HEADLAND_CMS_URL="", HEADLAND_SITE_NAME="Our health")
    assert [local[name] for name in NAMES] == [
        outbox, "django.core.mail.backends.console.EmailBackend", "Our health <noreply@localhost>", 10, True,
    ]  # fmt: skip
    sent = settings_with(**PRODUCTION | {"EMAIL_URL": "smtp+tls://mail.example", "HEADLAND_EMAIL_FROM": "us@x.example"})
    assert [sent[name] for name in (*NAMES, "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS")] == [
        outbox, "django.core.mail.backends.smtp.EmailBackend", "us@x.example", 10, True, "mail.example", 587, True,
    ]  # fmt: skip


def test_production_without_a_server_promises_no_letter_and_says_so() -> None:
    environ = PRODUCTION | {"EMAIL_URL": ""}
    none = settings_with(**environ)
    assert [none[name] for name in NAMES] == [
        "django.core.mail.backends.dummy.EmailBackend", "", "Headland Health <noreply@cms.headland.example>", 10, False,
    ]  # fmt: skip
    command = [sys.executable, "manage.py", "check", "--deploy"]
    environ |= {"DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=False)
    assert (done.returncode, "site_content.W020" in done.stderr, "EMAIL_URL" in done.stderr) == (0, True, True)
