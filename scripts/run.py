"""``make run``: prepare the database and sample content, start every process, say where they are."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from cms.settings import env
from scripts.folders import fault
from scripts.steps import REMINDER_SECONDS, say

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 90
# What a person opens, in the order it is printed: label, variable of its port, path to open, path that shows life.
ADDRESSES = (
    ("Public site", "HEADLAND_PUBLIC_PORT", "/", "/health"),
    ("Staff site", "HEADLAND_STAFF_PORT", "/", "/health"),
    ("CMS", "HEADLAND_CMS_PORT", "/admin/", "/health"),
    ("Staff API", "HEADLAND_CMS_PORT", "/api/staff/v1/", "/health"),
    ("Public API", "HEADLAND_DELIVERY_PORT", "/api/public/v1/docs", "/api/public/v1/health"),
)


def busy_ports() -> list[str]:
    """Return a sentence for each of our ports that something else listens on."""
    problems = []
    for variable in dict.fromkeys(address[1] for address in ADDRESSES):
        port = env.read(variable)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                problems.append(f"Port {port} is in use. Stop what uses it, or choose another: {variable}=… make run")
    return problems


def closed_folders() -> list[str]:
    """Return a sentence for each of our folders that cannot be written."""
    data = env.read("HEADLAND_DATA")
    folders = {
        "HEADLAND_DATA": (data, "data folder"),
        "HEADLAND_COPIES": (env.read("HEADLAND_COPIES") or data / "copies", "folder of the copies"),
        "HEADLAND_MEDIA_ROOT": (env.read("HEADLAND_MEDIA_ROOT") or data / "media", "media folder"),
    }
    for variable, (folder, name) in folders.items():
        advice = f"Give it to this user, or choose another: {variable}=… make run"
        if problem := fault(folder, name, advice):
            # The others lie in the first, unless somebody chose otherwise: one sentence is enough.
            return [problem]
    return []


def answers(url: str) -> bool:
    """True when something there answers, and not with its own failure."""
    # A proxy set for the internet must not be asked for this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def announce(processes: "subprocess.Popen[bytes]") -> None:
    """Say of each address when it answers, then print them all."""
    waiting = [(label, f"http://localhost:{env.read(port)}{alive}") for label, port, _, alive in ADDRESSES]
    began = time.monotonic()
    reminder = began + REMINDER_SECONDS
    while waiting and processes.poll() is None and (now := time.monotonic()) < began + PATIENCE_SECONDS:
        for label, url in list(waiting):
            if answers(url):
                waiting.remove((label, url))
                say(f"  {label} answers after {time.monotonic() - began:.0f} s")
        if waiting and now > reminder:
            reminder = now + REMINDER_SECONDS
            still = ", ".join(f"{label} ({url})" for label, url in waiting)
            say(f"  still waiting after {now - began:.0f} s: {still}")
        time.sleep(0.25)
    if processes.poll() is not None:
        return
    lines = [f"  {label:12} http://localhost:{env.read(port)}{path}" for label, port, path, _ in ADDRESSES]
    say("\nHeadland is running (Ctrl-C stops it)\n" + "\n".join(lines) + "\n")
    for label, url in waiting:
        say(f"  {label} does not answer at {url}: see the messages above")


def process_environment() -> dict[str, str]:
    """What the processes are given: the virtualenv's programs first, logs that are not held back, settings their own.

    Each names its own settings; one that stands in the environment would be given to all. Who runs Headland by hand
    works on it: a changed template shows at the next request (in production the processes ignore that).
    """
    programs = Path(sys.executable).parent
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return (
        {"HEADLAND_RELOAD": "1"}
        | inherited
        | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    )


def main() -> int:
    """Prepare, start, announce, wait. Returns the exit status."""
    os.chdir(ROOT)
    faults = closed_folders() + busy_ports()
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    # A process of its own: what preparing takes in memory is given back.
    prepared = subprocess.run([sys.executable, "-m", "scripts.prepare"], check=False)
    if prepared.returncode:
        return prepared.returncode
    say("Starting the CMS, the public API, both sites and the worker")
    honcho = [sys.executable, "-m", "honcho.command", "--env", os.devnull, "start"]
    processes = subprocess.Popen(honcho, env=process_environment())
    # Ctrl-C reaches honcho itself, which stops its processes; a request to end is passed on to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: processes.terminate())
    threading.Thread(target=announce, args=(processes,), daemon=True).start()
    status = processes.wait()
    return 0 if status in {0, 130, -signal.SIGINT, -signal.SIGTERM, 143} else status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # Ctrl-C while preparing
        sys.exit(130)
