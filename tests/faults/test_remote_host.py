"""A delivery host of its own: it follows the log over HTTP, holds nothing of staff, and outlives the CMS."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT
from tests.faults.four_servers import listens

pytestmark = pytest.mark.serial
PATIENCE_SECONDS = 60
CANARY = "quarrelsome-heron"
# What editors do: python -c DEEDS <audience>:<slug>:<title> … A page is made, or changed when it is there.
DEEDS = """
import sys
import django
django.setup()
from wagtail.models import Site
from site_content.pages.types.standard import StandardPage
for deed in sys.argv[1:]:
    audience, slug, title = deed.split(":")
    root = Site.objects.get(audience_row__audience=audience).root_page
    page = StandardPage.objects.child_of(root).filter(slug=slug).first()
    if page is None:
        page = root.add_child(instance=StandardPage(title=title, slug=slug))
    page.title = title
    page.save_revision().publish()
"""


class Hosts:
    """The host of the CMS and a delivery host: nothing is common to them but one address and one token."""

    def __init__(self, folder: Path) -> None:
        self.cms_port, self.delivery_port = free_port(), free_port()
        self.copies = folder / "delivery" / "copies"
        common = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DJANGO_"))}
        common |= {"HEADLAND_FEED_TOKEN": "a token of the feed", "HEADLAND_LOG_LEVEL": "WARNING"}
        common |= {"HEADLAND_CMS_PORT": str(self.cms_port), "HEADLAND_DELIVERY_PORT": str(self.delivery_port)}
        feed = f"http://127.0.0.1:{self.cms_port}/api/feed/changes"
        self.cms = common | {"HEADLAND_DATA": str(folder / "cms"), "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        self.delivery = common | {"HEADLAND_DATA": str(folder / "delivery"), "HEADLAND_FEED_URL": feed}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start ``cms`` or ``delivery`` as the Procfile does."""
        environment, port = {
            "cms": (self.cms, self.cms_port), "delivery": (self.delivery, self.delivery_port),
        }[name]  # fmt: skip
        # A worker that was killed with its server may end a moment after it, and a port in use is refused.
        end = time.monotonic() + PATIENCE_SECONDS
        while listens(port) and time.monotonic() < end:
            time.sleep(0.05)
        command = [sys.executable, "-m", "scripts.serve", name]
        # A session of its own, so that its worker dies with it.
        self.running[name] = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)

    def kill(self, name: str) -> None:
        """Kill one, at once."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def manage(self, *arguments: str) -> None:
        """Run Python on the host of the CMS."""
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.cms, check=True)

    def publish(self, *deeds: str) -> None:
        """Make or change pages."""
        self.manage("-c", DEEDS, *deeds)

    def answer(self, path: str) -> tuple[int, Any]:
        """Return the status and title that the delivery host answers with; (0, "") when it does not."""
        try:
            told = httpx.get(f"http://127.0.0.1:{self.delivery_port}/api/public/v1/content{path}", timeout=5)
        except httpx.HTTPError:
            return 0, ""
        return told.status_code, told.json().get("title")

    def comes_to(self, path: str, status: int, title: str) -> None:
        """Wait until the delivery host answers so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (told := self.answer(path)) != (status, title):
            assert time.monotonic() < end, told
            time.sleep(0.1)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    made = Hosts(tmp_path)
    yield made
    for name in list(made.running):
        made.kill(name)


def test_a_delivery_host_needs_one_address_and_one_token(hosts: Hosts) -> None:
    hosts.manage("manage.py", "migrate", "-v0")
    hosts.publish("public:flu:Flu", f"staff:{CANARY}:{CANARY}")
    hosts.start("delivery")
    hosts.comes_to("/flu", 503, "Service Unavailable")
    hosts.start("cms")
    hosts.comes_to("/flu", 200, "Flu")

    hosts.publish("public:flu:Influenza")
    hosts.comes_to("/flu", 200, "Influenza")
    assert hosts.answer(f"/{CANARY}") == (404, "Not Found")
    assert [file.name for file in hosts.copies.iterdir() if CANARY.encode() in file.read_bytes()] == []

    hosts.kill("cms")
    assert hosts.answer("/flu") == (200, "Influenza")
    hosts.kill("delivery")
    hosts.start("delivery")
    hosts.comes_to("/flu", 200, "Influenza")

    hosts.publish("public:flu:Flu again", "public:cold:Cold")
    hosts.start("cms")
    hosts.comes_to("/cold", 200, "Cold")
    assert hosts.answer("/flu") == (200, "Flu again")
