"""ClamAV's scanner for the drill of uploads: installed from Debian, and given one signature, that of the EICAR file.

The signatures of real viruses come from ClamAV's own servers, which a test must not need.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from scripts.services import machine, processes

# Anywhere in a file of any kind (docs.clamav.net, "Body-based Signature Content Format").
SIGNATURE = "Eicar-Test-Signature:0:*:{}\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# As docs/operating.md asks: the largest upload that the CMS takes is smaller.
MAX_STREAM = "60M"


def ensure() -> str:
    """Return the path of clamd. Raises Unavailable."""
    return machine.need("clamd", "clamav-daemon")


def start(folder: Path) -> str:
    """Start a scanner in ``folder`` and return what HEADLAND_CLAMD is set to. Raises Unavailable."""
    command, port = ensure(), processes.free_port()
    signatures, settings = folder / "signatures", folder / "clamd.conf"
    signatures.mkdir(exist_ok=True)
    (signatures / "eicar.ndb").write_text(SIGNATURE.format(EICAR.hex()))
    limits = "".join(f"{name} {MAX_STREAM}\n" for name in ("StreamMaxLength", "MaxScanSize", "MaxFileSize"))
    settings.write_text(
        f"Foreground yes\nDatabaseDirectory {signatures}\nTCPSocket {port}\nTCPAddr 127.0.0.1\n{limits}"
        f"TemporaryDirectory {folder}\n"
    )
    machine.own(folder)
    processes.start_server(folder, [command, "-c", str(settings)], {"PATH": os.environ["PATH"]})
    processes.wait_until(folder, lambda: answers(port), 60)
    return f"127.0.0.1:{port}"


def answers(port: int) -> bool:
    """Say whether anybody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
