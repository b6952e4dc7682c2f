"""The plan: lists every request in one order."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from scripts.compare.facts import Facts
from scripts.compare.http import Asking, Reply, Request
from scripts.compare.plan_api import api_requests
from scripts.compare.plan_problems import problem_requests
from scripts.compare.plan_sites import site_requests
from scripts.compare.plan_staff import cms_requests, person_requests

ASSET = re.compile(rb'/assets/[^"\s\\?,<>)]+')
# What is asked again with the ETag or date of the old checkout's reply: at most so many of each kind.
MAX_CONDITIONAL = 25
# A site and the API it asks: the one must not wait because of questions to the other.
TOGETHER = (("delivery", "public"), ("cms", "staff"))
# Kinds that ask of the form of a reply, which edits do not change.
OF_FORM = ("methods", "headers", "Accept", "conditions", "encodings", "strangers", "problems", "media", "admin", "own")


def reads(facts: Facts) -> list[Request]:
    """Return each request that changes nothing."""
    requests = [*api_requests(facts), *site_requests(facts), *cms_requests(facts), *problem_requests(facts)]
    return list(dict.fromkeys(each for each in requests if each.method != "POST"))


def writes(facts: Facts) -> list[Request]:
    """Return what may change something, in order, repeated requests too: the second is answered otherwise."""
    requests = [*site_requests(facts), *cms_requests(facts), *problem_requests(facts)]
    return [*(each for each in requests if each.method == "POST"), *person_requests(facts)]


def content_reads(facts: Facts) -> list[Request]:
    """Return what shows content, for looking again after edits: nothing of methods, headers and strangers."""
    return [each for each in reads(facts) if each.method == "GET" and not any(word in each.kind for word in OF_FORM)]


def conditional(requests: Sequence[Request], replies: Sequence[Reply]) -> Iterator[Request]:
    """Yield requests made from replies: with their own ETag and date, and for the assets that their pages name."""
    count: defaultdict[str, int] = defaultdict(int)
    assets: set[bytes] = set()
    for request, reply in zip(requests, replies, strict=True):
        if request.method != "GET" or reply.status != 200:
            continue
        if request.server == "public":
            assets.update(ASSET.findall(reply.body))
        etag, date = reply.header("etag"), reply.header("last-modified")
        # What nobody may keep is asked for anew each time, and may differ each time.
        if not (etag or date) or "no-store" in reply.header("cache-control") or count[request.kind] >= MAX_CONDITIONAL:
            continue
        count[request.kind] += 1
        for name, value in (("If-None-Match", etag), ("If-None-Match", f"W/{etag}"), ("If-Modified-Since", date)):
            if value.strip("W/"):
                more = (*request.headers, (name, value))
                yield Request(f"conditional: {request.kind}", request.server, request.target, headers=more)
    for asset in sorted(assets):
        for server in ("public", "staff"):
            for encoding in ("", "gzip", "br"):
                headers = (("Accept-Encoding", encoding),) if encoding else ()
                yield Request(f"{server} site: assets", server, asset.decode(), headers=headers)


def ask_all(ports: dict[str, int], requests: Sequence[Request], together: bool) -> list[Reply]:
    """Return the reply to each; ``together`` asks both audiences' servers at the same time, each in order."""
    if not together:
        with closing(Asking(ports)) as asking:
            return [asking.ask(request) for request in requests]
    replies: dict[int, Reply] = {}
    stopped = threading.Event()

    def ask(servers: tuple[str, ...]) -> None:
        with closing(Asking(ports)) as asking:
            for number, request in enumerate(requests):
                if stopped.is_set():
                    return
                if request.server in servers:
                    replies[number] = asking.ask(request)

    with ThreadPoolExecutor() as pool:
        try:
            list(pool.map(ask, TOGETHER))
        finally:
            # When this process is told to end, the others must not ask on to the last question.
            stopped.set()
    return [replies[number] for number in range(len(requests))]
