"""The services command: starts real servers by hand or around a command.

    python -m scripts.services ensure elasticsearch postgres chromium   install what is missing
    python -m scripts.services start elasticsearch                      start it, print its environment variable
    python -m scripts.services stop elasticsearch                       stop what was started so
    python -m scripts.services run elasticsearch postgres -- COMMAND    start, run the command, stop

--state FOLDER holds pid files, data and logs (default: a folder of this clone's own under the temporary folder;
``run`` uses a new one and removes it). A service that this machine cannot have is named on standard error; with
CI=true that is a failure.
"""

import argparse
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from scripts.services import processes
from scripts.services.catalogue import SERVICES, Service
from scripts.services.machine import ClosedCache, Unavailable


def default_state() -> Path:
    """A folder outside the clone: the service user can reach it even when the clone is in a closed home."""
    clone = Path(__file__).resolve().parents[2]
    mark = hashlib.sha256(str(clone).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"headland-services-{os.geteuid()}-{mark}"


def start(service: Service, state: Path) -> str:
    """Start a service, or find it running, and return its variable's value. Raises Unavailable."""
    if service.start is None:
        return str(service.ensure())
    folder = state / service.name
    folder.mkdir(parents=True, exist_ok=True)
    state.chmod(0o755)
    value = folder / "value"
    with (state / f"{service.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if processes.running(folder) is None or not value.is_file():
            value.unlink(missing_ok=True)
            try:
                value.write_text(service.start(folder))
            except BaseException:
                processes.stop(folder, service.stop_signal)
                raise
        return value.read_text()


def attempt(names: list[str], action: str, state: Path) -> tuple[dict[str, str], list[str]]:
    """Ensure or start services; return the variables that now hold and the names of those that are absent."""
    values, absent = {}, []
    for name in names:
        service = SERVICES[name]
        try:
            values[service.variable] = start(service, state) if action == "start" else str(service.ensure())
        except Unavailable as reason:
            print(f"*** {name} IS NOT AVAILABLE: {reason}", file=sys.stderr)
            absent.append(name)
    return values, absent


def stop_all(names: list[str], state: Path) -> None:
    """Stop what was started in ``state``."""
    for name in names:
        if SERVICES[name].start is not None:
            processes.stop(state / name, SERVICES[name].stop_signal)


def in_ci() -> bool:
    """True when CI=true: what is merely skipped elsewhere is a failure here."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def interrupted(number: int, frame: FrameType | None) -> None:
    """Turn a request to end into an exception, so that services are stopped on the way out."""
    raise SystemExit(128 + number)


def run_with(names: list[str], command: list[str]) -> int:
    """Run ``command`` with the services about it and return its exit status."""
    state = Path(tempfile.mkdtemp(prefix="headland-services-"))
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGHUP, interrupted)
    try:
        values, absent = attempt(names, "start", state)
        if absent and in_ci():
            return 1
        if absent:
            print(f"*** TESTS THAT NEED {', '.join(absent).upper()} WILL BE SKIPPED", file=sys.stderr)
        with subprocess.Popen(command, env=os.environ | values) as process:
            try:
                return process.wait()
            except BaseException:
                process.terminate()
                raise
    finally:
        stop_all(names, state)
        shutil.rmtree(state, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Read the command line and do what it says."""
    command: list[str] = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, command = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(prog="scripts.services", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=["ensure", "start", "stop", "run"])
    parser.add_argument("services", nargs="*", choices=[*SERVICES, []], help=", ".join(SERVICES))
    parser.add_argument("--state", type=Path, default=default_state())
    chosen = parser.parse_args(arguments)
    if chosen.action == "run":
        return run_with(chosen.services, command)
    if chosen.action == "stop":
        stop_all(chosen.services or list(SERVICES), chosen.state)
        return 0
    values, absent = attempt(chosen.services, chosen.action, chosen.state)
    if chosen.action == "start":
        for name, value in values.items():
            print(f"export {name}={shlex.quote(value)}")
    return 1 if absent and in_ci() else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ClosedCache as error:
        sys.exit(str(error))
