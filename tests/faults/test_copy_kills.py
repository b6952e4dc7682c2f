"""A follower is killed at random points: readers never see half a copy; the next one goes on and leaves no litter."""

import pickle
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from site_content.followers.audit import compare
from site_content.followers.copies import schema
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile, CopyUnavailable
from tests.site_content.followers.copies.made import MemoryLog, MemorySource

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20


def edit(log: MemoryLog, chance: random.Random) -> None:
    """Some minutes of publishing."""
    for _ in range(60):
        path = f"/p{chance.randrange(150)}"
        state = chance.choices(["live", "redirect", "gone", "removed"], [12, 1, 1, 2])[0]
        parts = [f"{path}/part-{number}" for number in range(chance.randrange(3))]
        topics = chance.sample(["flu", "cough", "cold"], chance.randrange(3))
        text = " ".join(chance.choices(["fever", "rest", "fluids", "pharmacist", "vaccine"], k=200))
        log.put(path, state, part_paths=parts, facets={"topic": topics}, text=text)


@pytest.mark.serial
def test_a_follower_may_be_killed_at_any_time(tmp_path: Path) -> None:
    chance = random.Random(20260602)
    log, log_file, copy = MemoryLog(), tmp_path / "log", tmp_path / "copies" / "public.sqlite3"
    edit(log, chance)
    reached = []
    for _ in range(ROUNDS):
        edit(log, chance)
        log_file.write_bytes(pickle.dumps(log))
        command = [sys.executable, "-m", "tests.faults.following", str(log_file), str(copy)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            if chance.random() < 0.7:
                process.stdout.readline()
            time.sleep(chance.uniform(0, 0.6))
            process.kill()
        try:
            reader = CopyFile(copy)
            conn = reader.connection()
        except CopyUnavailable:
            continue
        reached.append(schema.position(conn))
        # Whatever position the copy has reached, it holds exactly what the log said up to there.
        assert compare(conn, log.items()) == []
        reader.close()
    assert len(reached) > ROUNDS / 2
    follower = CopyFollower(copy, "public", MemorySource(log))
    follower.catch_up()
    follower.close()
    reader = CopyFile(copy)
    assert compare(reader.connection(), log.items()) == []
    reader.close()
    files = sorted(file.name for file in copy.parent.iterdir() if not file.name.endswith(("-wal", "-shm")))
    assert files == [copy.readlink().name, "public.heard", "public.lock", "public.sqlite3"]
