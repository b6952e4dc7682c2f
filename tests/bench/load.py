"""Put load on an address with wrk and see what it costs the server."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """What one run of wrk found; ``cpu_ms`` is the server's processor time for each request."""

    requests_per_second: float
    median_ms: float
    p99_ms: float
    cpu_ms: float


def press(url: str, server: int, seconds: int = 3, connections: int = 16, script: Path | None = None) -> Load:
    """Load ``url`` and charge the process tree of ``server`` (a pid). Raises RuntimeError on any error answer."""
    wrk = os.environ["HEADLAND_BENCH_WRK"]
    command = [wrk, "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    if script:
        command[1:1] = ["-s", str(script)]
    before = cpu_seconds(server)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = cpu_seconds(server) - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url} did not answer every request:\n{said}")
    requests = int(found(r"(\d+) requests in", said))
    return Load(
        requests_per_second=float(found(r"Requests/sec:\s+([\d.]+)", said)),
        # Not at the end of another number: "92.50%" stands in what wrk says too.
        median_ms=milliseconds(found(r"\s50%\s+(\S+)", said)),
        p99_ms=milliseconds(found(r"\s99%\s+(\S+)", said)),
        cpu_ms=spent * 1000 / max(requests, 1),
    )


def found(pattern: str, said: str) -> str:
    """The first group of ``pattern`` in what wrk said."""
    match = re.search(pattern, said)
    if match is None:
        raise RuntimeError(f"wrk said nothing like {pattern}:\n{said}")
    return match[1]


def milliseconds(text: str) -> float:
    """wrk's ``1.23ms``, ``450.00us`` or ``1.02s`` in milliseconds."""
    number, unit = found(r"^([\d.]+)", text), found(r"([a-z]+)$", text)
    return float(number) * UNITS[unit]


def family(pid: int) -> list[int]:
    """A process and all that descend from it (proc(5), field 4 of stat is the parent)."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(folder.name))
    members = [pid]
    for member in members:
        members.extend(children.get(member, []))
    return members


def cpu_seconds(pid: int) -> float:
    """Processor time (user and system) that a process tree has used until now (proc(5), fields 14 and 15 of stat)."""
    ticks = 0
    for member in family(pid):
        try:
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    """Memory held by the largest process of a tree (VmRSS)."""
    sizes = [0]
    for member in family(pid):
        try:
            status = Path(f"/proc/{member}/status").read_text()
        except OSError:
            continue
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        sizes.append(int(match[1]) if match else 0)
    return max(sizes) / 1024
