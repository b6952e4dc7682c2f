"""The compressor: a process that compresses many bodies beside other work, on its share of a second core.

In threads the same work slowed the one that writes by a third: each is short, and Python's lock went to and fro.

python -m site_content.followers.copies.compressor   what the process runs; it ends when its standard input does
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

from site_content.followers.copies.compress import CompressedBody, compress
from site_content.items.change import Change

# Bodies that go to the process at once. The thread that passes them on waits for Python's lock each time: with few at
# once the process stood idle meanwhile.
RUN = 100
_ROOT = Path(__file__).resolve().parents[3]
_LENGTH = struct.Struct("!I")


class PendingBodies:
    """Changes whose bodies are being compressed."""

    def __init__(self, runs: Sequence[tuple[Sequence[Change], Future[list[CompressedBody]]]]) -> None:
        self._runs = deque(runs)

    def rows(self) -> Iterator[tuple[Change, CompressedBody | None]]:
        """Yield each change with its bodies (None for a tombstone), in order, as they are ready."""
        while self._runs:
            run, future = self._runs.popleft()
            bodies = iter(future.result())
            yield from ((each, None if each.state == "removed" else next(bodies)) for each in run)


class Compressor:
    """Compresses ahead; ``close`` it afterwards. If the process cannot be had or fails, a thread does the work."""

    def __init__(self, in_process: bool) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="compress")
        self._process = _start() if in_process else None

    def submit(self, changes: Sequence[Change]) -> PendingBodies:
        """Begin with some changes."""
        runs = [changes[start : start + RUN] for start in range(0, len(changes), RUN)]
        return PendingBodies([(run, self._thread.submit(self._compress, run)) for run in runs])

    def close(self) -> None:
        """Stop; what was begun is finished or dropped."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._end()

    def _compress(self, run: Sequence[Change]) -> list[CompressedBody]:
        bodies = [each.body.encode() for each in run if each.state != "removed"]
        if self._process is not None:
            try:
                return _ask(self._process, bodies)
            except (OSError, ValueError, struct.error):
                self._end()
        return [compress(body) for body in bodies]

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _start() -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", "site_content.followers.copies.compressor"]
    try:
        return subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (ours)
    except OSError:
        return None


def _ask(process: subprocess.Popen[bytes], bodies: list[bytes]) -> list[CompressedBody]:
    """Let the process compress bodies. Raises OSError, ValueError or struct.error when it did not."""
    assert process.stdin is not None
    assert process.stdout is not None
    # It reads all before it answers, so neither waits for the other with a full pipe.
    _send(process.stdin, bodies)
    forms = _receive(process.stdout)
    if len(forms) != 2 * len(bodies):
        raise ValueError("the process gave another number of bodies")
    pairs = zip(bodies, forms[::2], forms[1::2], strict=True)
    return [CompressedBody(*forms) for forms in pairs]


def _send(pipe: IO[bytes], texts: Sequence[bytes]) -> None:
    lengths = b"".join(_LENGTH.pack(len(text)) for text in texts)
    pipe.write(b"".join([_LENGTH.pack(len(texts)), lengths, *texts]))
    pipe.flush()


def _receive(pipe: IO[bytes]) -> list[bytes]:
    (count,) = _LENGTH.unpack(pipe.read(_LENGTH.size))
    lengths = [length for (length,) in _LENGTH.iter_unpack(pipe.read(count * _LENGTH.size))]
    whole, texts, start = pipe.read(sum(lengths)), [], 0
    for length in lengths:
        texts.append(whole[start : start + length])
        start += length
    if start != len(whole):
        raise ValueError("the pipe was closed")
    return texts


def main() -> None:
    """Compress what comes in until there is no more, or no one who reads what goes out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            bodies = _receive(sys.stdin.buffer)
            _send(sys.stdout.buffer, [form for body in bodies for form in compress(body)[1:]])
    except (struct.error, ValueError, BrokenPipeError):
        # At once: Python's own tidying up would complain about the closed pipe.
        os._exit(0)


if __name__ == "__main__":
    main()
