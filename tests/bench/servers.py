"""The servers that are compared: ours, and nginx with the same bytes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts.services.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000; open_file_cache max=20000; etag on; sendfile on;
  default_type application/json; root {folder}/files;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A server that answers at ``url``; ``pid`` is the root of its processes."""

    url: str
    pid: int


@contextmanager
def running(command: list[str], environment: Mapping[str, str], url: str, alive: str) -> Iterator[Server]:
    """Start a server, wait until ``alive`` answers, and stop it afterwards."""
    with subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL) as process:
        try:
            wait_until_answers(f"{url}{alive}", process)
            yield Server(url, process.pid)
        finally:
            process.terminate()


def wait_until_answers(url: str, process: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    """Wait for any answer. Raises RuntimeError when the server ends first or takes too long."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            httpx.get(url, timeout=2, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer (exit status {process.poll()})")


@contextmanager
def nginx(folder: Path, files: Mapping[str, bytes]) -> Iterator[Server]:
    """nginx with one worker, serving ``files`` (path without leading slash: bytes) from its file cache."""
    for name, content in files.items():
        target = folder / "files" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    port = free_port()
    config = folder / "nginx.conf"
    # As root the worker would be another user, who cannot read a temporary folder.
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(user + NGINX.format(folder=folder, port=port))
    command = [os.environ["HEADLAND_BENCH_NGINX"], "-c", str(config), "-p", str(folder)]
    with running(command, os.environ, f"http://127.0.0.1:{port}", "/") as server:
        yield server


@contextmanager
def delivery(data: Path, port: int = 0, **settings: str) -> Iterator[Server]:
    """The public API process as the Procfile starts it, one worker, over the copies in ``data``; on a free port."""
    port = port or free_port()
    environment = (
        os.environ | {"HEADLAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "cms.settings.delivery"} | settings
    )
    environment["HEADLAND_DELIVERY_PORT"] = str(port)
    command = [sys.executable, "-m", "scripts.serve", "delivery"]
    with running(command, environment, f"http://127.0.0.1:{port}", "/api/public/v1/health") as server:
        yield server


@contextmanager
def public_site(api: str, **settings: str) -> Iterator[Server]:
    """The public site as the Procfile starts it, one worker, over the API at ``api``."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"HEADLAND_API_URL": api, "HEADLAND_PUBLIC_URL": url} | settings
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--port", str(port)]
    command += ["--workers", "1", "--no-ws", "--log-level", "warning", "frontend_templates.public.app:app"]
    with running(command, environment, url, "/health") as server:
        yield server
