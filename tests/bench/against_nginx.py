"""Compare a server of ours with nginx serving the very same bytes, in turns, so that both meet the same machine."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench.load import press
from tests.bench.servers import Server, nginx

# Many short rounds: what else runs on the machine comes and goes, and the median passes it over.
ROUNDS = 9
# wrk asks for the paths one after another, round and round.
EACH_IN_TURN = """
local paths = {{ {paths} }}
local next_one = 0
request = function()
  next_one = next_one % #paths + 1
  return wrk.format("GET", paths[next_one])
end
"""


@dataclass(frozen=True)
class Comparison:
    """Medians over the rounds. ``ratio`` is our requests per second over nginx's."""

    ratio: float
    requests_per_second: float
    cpu_ms: float
    nginx_cpu_ms: float
    p99_ms: float


def compare(ours: Server, paths: Sequence[str], folder: Path, seconds: int = 1) -> Comparison:
    """Load ``paths`` (URL paths without a query) on our server and on nginx in turns.

    Raises RuntimeError when one of ours is not 200: what fails fast must not be mistaken for speed.
    """
    script = folder / "paths.lua"
    script.write_text(EACH_IN_TURN.format(paths=", ".join(f'"{path}"' for path in paths)))
    with nginx(folder, {path.lstrip("/"): content(ours, path) for path in paths}) as peer:
        rounds = [
            (
                press(f"{ours.url}{paths[0]}", ours.pid, seconds, script=script),
                press(f"{peer.url}{paths[0]}", peer.pid, seconds, script=script),
            )
            for _ in range(ROUNDS + 1)
        ][1:]  # the first one warms both up
    return Comparison(
        ratio=statistics.median(mine.requests_per_second / other.requests_per_second for mine, other in rounds),
        requests_per_second=statistics.median(mine.requests_per_second for mine, _ in rounds),
        cpu_ms=statistics.median(mine.cpu_ms for mine, _ in rounds),
        nginx_cpu_ms=statistics.median(other.cpu_ms for _, other in rounds),
        p99_ms=statistics.median(mine.p99_ms for mine, _ in rounds),
    )


def content(server: Server, path: str) -> bytes:
    """The bytes a server answers with, uncompressed, as wrk asks for them."""
    answer = httpx.get(f"{server.url}{path}", headers={"Accept-Encoding": "identity"}, timeout=10, trust_env=False)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer.content
