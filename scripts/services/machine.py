"""The machine: offers a cache folder, Debian packages and a user that is not root."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Elasticsearch and PostgreSQL refuse to run as root; this user exists everywhere and owns nothing.
SERVICE_USER = "nobody"


class Unavailable(Exception):
    """A service is not on this machine and cannot be installed here; the text says why."""


class ClosedCache(Exception):
    """The cache folder cannot be written; the text names it and says what to do."""


def is_root() -> bool:
    """True when services must be started as another user."""
    return os.geteuid() == 0


def service_user() -> str | None:
    """The user that servers run as: None keeps the present one."""
    return SERVICE_USER if is_root() else None


def cache_folder() -> Path:
    """Return the folder for large downloads, outside the clone so that fresh clones share it.

    Root's home is closed to other users, and root's servers run as another user: root's cache is under /var/cache.
    Raises ClosedCache.
    """
    chosen_folder = os.environ.get("HEADLAND_CACHE")
    default = Path("/var/cache/headland") if is_root() else Path.home() / ".cache" / "headland"
    folder = Path(chosen_folder) if chosen_folder else default
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise closed(folder, error) from error
    return folder


def closed(folder: Path, error: OSError) -> ClosedCache:
    """Return the error that says why the cache folder cannot be written and what to do."""
    advice = "Give it to this user, or choose another: HEADLAND_CACHE=…"
    return ClosedCache(f"Cannot write the cache folder {folder}: {error.strerror}. {advice}")


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock of the cache folder, so that two set-ups at once do the work once. Raises ClosedCache."""
    folder = cache_folder()
    try:
        handle = (folder / f"{name}.lock").open("w")
    except OSError as error:
        raise closed(folder, error) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def own(*folders: Path) -> None:
    """Give folders to the service user when this process is root."""
    user = service_user()
    if user:
        for folder in folders:
            shutil.chown(folder, user)


def need(command: str, package: str) -> str:
    """Return the full path of ``command``, installing its Debian package when it is absent and root may.

    Raises Unavailable elsewhere.
    """
    path = find(command)
    if path:
        return path
    install(package)
    path = find(command)
    if not path:
        raise Unavailable(f"{command} is not on this machine, even after installing {package}")
    return path


def find(command: str) -> str | None:
    """Return the full path of a command, looking also where Debian keeps servers."""
    return shutil.which(command, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin")


def install(*packages: str) -> None:
    """Install Debian packages. Raises Unavailable when not root, not Debian, or apt fails."""
    if not is_root() or not shutil.which("apt-get"):
        raise Unavailable(f"please install {' '.join(packages)} (only root on Debian can do it from here)")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    with locked("apt"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages]):
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise Unavailable(f"apt-get could not install {' '.join(packages)}: {done.stderr.strip()[-500:]}")
