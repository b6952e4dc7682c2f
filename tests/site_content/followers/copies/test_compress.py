"""Bodies in three forms: the same bytes wherever they are made, and whatever happens to the process that makes them."""

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import brotli
import pytest

from site_content.followers.copies import compressor
from site_content.followers.copies.compress import compress, compressed
from site_content.followers.copies.compressor import Compressor
from site_content.items.change import Change
from tests.site_content.followers.copies.made import change

BODIES = [b"", b"{}", "é’".encode(), b"words and more words " * 20_000, bytes(range(256)) * 50]


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_each_form_holds_the_same_text(body: bytes) -> None:
    forms = compress(body)
    assert (forms.plain, gzip.decompress(forms.gzip), brotli.decompress(forms.brotli)) == (body, body, body)
    assert compress(body) == forms


def many() -> list[Change]:
    return [
        change(seq, f"/p{seq}", "removed" if seq % 7 == 0 else "live", text="é words " * seq) for seq in range(1, 90)
    ]


def test_a_process_gives_what_we_would_have() -> None:
    with_process, without = Compressor(in_process=True), Compressor(in_process=False)
    assert list(with_process.submit(many()).rows()) == compressed(many())
    assert list(without.submit(many()).rows()) == compressed(many())
    process = with_process._process
    assert process is not None
    with_process.close()
    without.close()
    assert process.poll() is not None


def test_work_goes_on_when_the_process_is_killed_or_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = Compressor(in_process=True)
    assert killed._process is not None
    pending = killed.submit(many())
    killed._process.kill()
    assert list(pending.rows()) == compressed(many())
    assert list(killed.submit(many()).rows()) == compressed(many())
    killed.close()
    monkeypatch.setattr(compressor.sys, "executable", "/nowhere/python")
    none = Compressor(in_process=True)
    assert (none._process, list(none.submit(many()).rows())) == (None, compressed(many()))
    none.close()


def test_a_process_that_says_nonsense_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    talking = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; sys.stdin.buffer.read(9); sys.stdout.write('\\0\\0\\0\\1\\0\\0\\0\\1x' * 99)",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    monkeypatch.setattr(compressor, "_start", lambda: talking)
    fooled = Compressor(in_process=True)
    assert list(fooled.submit(many()).rows()) == compressed(many())
    fooled.close()
    assert talking.poll() is not None


def test_the_process_ends_with_the_one_that_started_it() -> None:
    start = (
        "import os, signal\nfrom site_content.followers.copies.compressor import Compressor\n"
        "made = Compressor(in_process=True)\nprint(made._process.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True)
    pid = int(done.stdout)
    end = time.monotonic() + 10
    while _is_running(pid):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert done.stderr == ""


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
