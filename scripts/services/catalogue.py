"""The catalogue of services: gives each one's name, the variable that tests read, and how to start it."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.services import elasticsearch, postgres, tools, vnu


@dataclass(frozen=True)
class Service:
    """``ensure`` installs; ``start`` runs it in a folder and returns the variable's value; no ``start``: a program."""

    name: str
    variable: str
    ensure: Callable[[], Any]
    start: Callable[[Path], str] | None = None
    stop_signal: int = signal.SIGTERM


SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        Service("elasticsearch", "HEADLAND_TEST_ELASTICSEARCH_URL", elasticsearch.ensure, elasticsearch.start),
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        Service("postgres", "HEADLAND_TEST_POSTGRES_URL", postgres.ensure, postgres.start, signal.SIGINT),
        Service("chromium", "HEADLAND_TEST_CHROMIUM", tools.chromium),
        Service("nginx", "HEADLAND_BENCH_NGINX", tools.nginx),
        Service("wrk", "HEADLAND_BENCH_WRK", tools.wrk),
        Service("vnu", "HEADLAND_TEST_VNU", vnu.ensure),
    )
}
