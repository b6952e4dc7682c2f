"""The four servers as the Procfile starts them, without a proxy, over a database and a copy of a test's own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT

ALIVE = {"cms": "/admin/login/", "delivery": "/api/public/v1/site", "public": "/", "staff": "/health"}
# A request with a body that each server reads.
POSTS = {
    "cms": "/api/preview/exchange",
    "delivery": "/api/public/v1/feedback",
    "public": "/feedback",
    "staff": "/feedback",
}
PATIENCE_SECONDS = 120
PASSWORD = "sunlight on the water 7"


class FourServers:
    """``roots`` are the addresses of the servers, ``processes`` the parents of their workers."""

    def __init__(self, folder: Path, stack: ExitStack, **settings: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ALIVE}
        self.roots = {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items()}
        own = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DJANGO_"))}
        self.environment = own | {
            "HEADLAND_DATA": str(folder), "HEADLAND_LOG_LEVEL": "WARNING", "DATABASE_URL": "", "ELASTICSEARCH_URL": "",
            "HEADLAND_API_URL": self.roots["delivery"], "HEADLAND_CMS_URL": self.roots["cms"],
            "HEADLAND_PUBLIC_URL": self.roots["public"], "HEADLAND_STAFF_URL": self.roots["staff"],
            **{f"HEADLAND_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}, **settings,
        }  # fmt: skip
        self.manage("shell", "-c", MAKE_EDITOR)
        self.processes = {name: self.start(name, stack) for name in ALIVE}
        worker = [sys.executable, "manage.py", "worker"]
        stack.callback(end, subprocess.Popen(worker, cwd=ROOT, env=self.environment, start_new_session=True))
        for name in ALIVE:
            self.wait_for(name)

    def start(self, name: str, stack: ExitStack) -> subprocess.Popen[bytes]:
        """Start one server."""
        command = [sys.executable, "-m", "scripts.serve", name]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        stack.callback(end, process)
        return process

    def manage(self, *words: str) -> str:
        """Run a command of ``manage.py`` and return what it prints."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def wait_for(self, name: str) -> None:
        """Wait until a server answers. Raises AssertionError after a while."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.roots[name]}{ALIVE[name]}", timeout=5, trust_env=False).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{name} does not answer")

    def connect(self, name: str, beginning: bytes) -> socket.socket:
        """Open a connection to a server and send the beginning of a request."""
        connection = socket.create_connection(("127.0.0.1", self.ports[name]), timeout=30)
        connection.sendall(beginning)
        return connection

    def half_headers(self, name: str) -> bytes:
        """Return a request that stops in the middle of its headers."""
        return f"POST {POSTS[name]} HTTP/1.1\r\nHost: 127.0.0.1:{self.ports[name]}\r\nContent-Ty".encode()

    def half_body(self, name: str) -> bytes:
        """Return a request that stops in the middle of its body."""
        head = f"POST {POSTS[name]} HTTP/1.1\r\nHost: 127.0.0.1:{self.ports[name]}\r\n"
        return f"{head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{{".encode()

    def home(self) -> int:
        """Return the key of the public site's home page."""
        return int(self.manage("shell", "-v0", "-c", HOME).splitlines()[-1])

    def sign_in(self, client: httpx.Client) -> httpx.Response:
        """Sign the editor in to the admin as a browser does."""
        form = client.get(f"{self.roots['cms']}/admin/login/")
        match = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert match, form.text
        values = {"csrfmiddlewaretoken": match[1], "username": "hand", "password": PASSWORD}
        return client.post(f"{self.roots['cms']}/admin/login/", data=values)


MAKE_EDITOR = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("hand", "hand@localhost.example", "{PASSWORD}")
"""
# Prints the key of the page that the public site's pages stand under.
HOME = 'from wagtail.models import Site; print(Site.objects.get(audience_row__audience="public").root_page.pk)'
PUBLISH = """
import time
from wagtail.models import Site
from site_content.pages.types.news import NewsPage
home = Site.objects.get(audience_row__audience="public").root_page
page = home.add_child(instance=NewsPage(title="A publication", slug="a-publication", live=False))
began = time.monotonic()
page.save_revision().publish()
print(time.monotonic() - began)
"""


def listens(port: int) -> bool:
    """Say whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def four_servers(database: Path, folder: Path, **settings: str) -> Iterator[FourServers]:
    """Give the running servers over a copy of a migrated database."""
    (folder / "headland.sqlite3").write_bytes(database.read_bytes())
    with ExitStack() as stack:
        yield FourServers(folder, stack, **settings)
