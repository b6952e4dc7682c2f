"""``scripts/setup.sh`` with a real virtualenv, real pip and a folder of wheels: what is missing or broken is mended."""

import base64
import hashlib
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT

FILES = ("scripts/__init__.py", "scripts/setup.sh", "scripts/packages.py", "scripts/steps.py")
MARKED = "elsewhere==9.9 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
QUICK_SECONDS = 5.0
# One virtualenv for all: making it takes most of the time.
pytestmark = pytest.mark.xdist_group("setup")


def wheel(folder: Path, version: str) -> str:
    """Make a wheel of the package ``tiny-pack`` and return its line for a requirements file."""
    info = f"tiny_pack-{version}.dist-info"
    files = {
        "tiny_pack/__init__.py": f"VERSION = '{version}'\n",
        "tiny_pack/deep/part.py": "PART = 1\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny-pack\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{name},sha256={digest(text.encode())},{len(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""])
    path = folder / f"tiny_pack-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"tiny-pack=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(content: bytes) -> str:
    """Return a hash as RECORD spells it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


class Project:
    """A folder with the scripts of set-up and a requirements file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder / "wheels"
        self.wheels.mkdir(parents=True)
        for name in FILES:
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
        self.require("1.0")

    @property
    def packages(self) -> Path:
        """Where pip installs."""
        return self.folder / ".venv/lib/python3.11/site-packages"

    def require(self, version: str) -> None:
        """Pin a version."""
        (self.folder / "requirements.txt").write_text(MARKED + wheel(self.wheels, version))

    def setup(self) -> subprocess.CompletedProcess[str]:
        """Run the script with the wheels as the only index."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_ROOT_USER_ACTION": "ignore"}
        command = [str(self.folder / "scripts/setup.sh")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    def version(self) -> str:
        """Return what the virtualenv imports."""
        code = "import tiny_pack, tiny_pack.deep.part; print(tiny_pack.VERSION)"
        command = [str(self.folder / ".venv/bin/python"), "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that is set up."""
    made = Project(tmp_path_factory.mktemp("setup") / "project")
    done = made.setup()
    assert (done.returncode, done.stderr) == (0, "")
    titles = [line for line in done.stdout.splitlines() if not line.startswith("  ")]
    assert titles == ["Making the virtualenv in .venv", "Package tiny-pack is missing", "Installing tiny-pack"]
    return made


def test_when_nothing_is_missing_it_is_quick_and_silent(project: Project) -> None:
    began = time.monotonic()
    done = project.setup()
    assert (done.returncode, done.stdout, done.stderr, project.version()) == (0, "", "", "1.0")
    assert time.monotonic() - began < QUICK_SECONDS


def remove_all(packages: Path) -> None:
    shutil.rmtree(packages / "tiny_pack")
    shutil.rmtree(packages / "tiny_pack-1.0.dist-info")


def remove_code(packages: Path) -> None:
    shutil.rmtree(packages / "tiny_pack")


def remove_record(packages: Path) -> None:
    (packages / "tiny_pack-1.0.dist-info/RECORD").unlink()


def empty_module(packages: Path) -> None:
    (packages / "tiny_pack/deep/part.py").write_text("")


BREAKS: dict[str, Callable[[Path], None]] = {
    "is missing": remove_all,
    "has lost tiny_pack/__init__.py": remove_code,
    "has lost tiny_pack-1.0.dist-info/RECORD": remove_record,
    "has lost tiny_pack/deep/part.py": empty_module,
}


@pytest.mark.parametrize("fault", BREAKS)
def test_a_broken_package_is_named_and_installed_again(project: Project, fault: str) -> None:
    BREAKS[fault](project.packages)
    done = project.setup()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [f"Package tiny-pack {fault}", "Installing tiny-pack"]
    assert project.version() == "1.0"
    assert project.setup().stdout == ""


def test_another_version_is_named_and_replaced(project: Project) -> None:
    project.require("2.0")
    done = project.setup()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Package tiny-pack is 1.0, not 2.0"
    assert project.version() == "2.0"
    assert not (project.packages / "tiny_pack-1.0.dist-info").exists()
    project.require("1.0")
    assert project.setup().returncode == 0


def test_a_package_that_cannot_be_had_ends_in_a_line_and_not_in_a_traceback(project: Project) -> None:
    remove_code(project.packages)
    aside = project.wheels.rename(project.folder / "aside")
    project.wheels.mkdir()
    done = project.setup()
    assert done.returncode == 1
    assert done.stderr.endswith("The packages could not be installed: pip says why, above.\n")
    assert "Traceback" not in done.stderr
    project.wheels.rmdir()
    aside.rename(project.wheels)
    assert (project.setup().returncode, project.version()) == (0, "1.0")


def test_a_virtualenv_that_was_moved_is_made_again(project: Project) -> None:
    moved = Project(project.folder.parent / "moved")
    (project.folder / ".venv").rename(moved.folder / ".venv")
    done = moved.setup()
    assert (done.returncode, done.stderr, moved.version()) == (0, "", "1.0")
    assert done.stdout.splitlines()[0] == "Making the virtualenv in .venv"
    (moved.folder / ".venv").rename(project.folder / ".venv")


def test_a_file_in_the_place_of_the_virtualenv(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    (project.folder / ".venv").touch()
    done = project.setup()
    place = f"{project.folder}/.venv"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Cannot make the virtualenv {place}: a file has its name. Move it away.\n"
