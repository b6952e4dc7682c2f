"""How quickly both engines answer among 20,000 items: with facets and highlights, as readers ask.

One reader after another for the times, then as many at once as there are cores for the rate. Elasticsearch is the one
for tests; its index is made here and deleted afterwards. HEADLAND_BENCH_SEARCHES asks another number of searches.
"""

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from search import embedded
from search.entry import Entry
from search.evaluation.metrics import percentile
from search.request import SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from search.search_settings import SearchSettings
from tests.bench.generated_items import Maker
from tests.bench.measure import Measure

ITEMS = 20_000
SEARCHES = int(os.environ.get("HEADLAND_BENCH_SEARCHES", "400"))
ELASTIC_MS, EMBEDDED_MS, SUGGEST_MS = 40.0, 60.0, 15.0
A_SECOND, CORES = 80.0, 2
NOW = datetime(2040, 1, 1, tzinfo=UTC)
# A server has been up for a while: its code is compiled as it is used (JVM).
_WARM_UP, _READER_WARM_UP = 600, 40
_NO_SETTINGS = SearchSettings()
Search = Callable[[SearchRequest], SearchResults]
Suggest = Callable[[SuggestRequest], list[Suggestion]]
Engine = tuple[Search, Suggest]


def run() -> list[Measure]:
    """Measure both engines over the same entries with the same questions."""
    entries = [Entry.from_json(row["entry"]) for row in Maker().rows(ITEMS) if row["entry"]]
    # Others than are measured: what an engine remembers of a question must not count.
    warm = requests(entries, _WARM_UP, seed=2)
    asked, typed = requests(entries, SEARCHES), beginnings(entries, SEARCHES)
    folder = Path(tempfile.mkdtemp(prefix="headland-bench-"))
    try:
        copy = folder / "search.sqlite3"
        fill(copy, entries)
        measures = measured("embedded", partial(embedded_engine, copy), warm, asked, typed, EMBEDDED_MS)
    finally:
        shutil.rmtree(folder)
    if url := os.environ.get("HEADLAND_TEST_ELASTICSEARCH_URL"):
        with elastic_index(url, entries) as alias:
            connect = partial(elastic_engine, url, alias)
            measures += measured("Elasticsearch", connect, warm, asked, typed, ELASTIC_MS)
    return measures


def requests(entries: list[Entry], count: int, seed: int = 20) -> list[SearchRequest]:
    """Questions in whole sentences, keywords, misspelt words, phrases, very common words; some with a filter."""
    draw = random.Random(seed)
    ways = [_sentence, _sentence, _keywords, _keywords, _keywords, _misspelt, _phrase, _common]
    found = []
    for number in range(count):
        query = ways[number % len(ways)](draw, draw.choice(entries))
        filters = {"type": ["guidance", "news"]} if number % 5 == 0 else {}
        found.append(SearchRequest(query, NOW, filters=filters))
    return found


def beginnings(entries: list[Entry], count: int) -> list[SuggestRequest]:
    """What stands in the search box while a title is typed."""
    draw = random.Random(21)
    titles = [draw.choice(entries).title for _ in range(count)]
    return [SuggestRequest(title[: draw.randint(1, 14)], NOW) for title in titles]


def _sentence(draw: random.Random, entry: Entry) -> str:
    return f"what should people do when they have {' and '.join(draw.sample(_rare(entry), 3))} for a week?"


def _keywords(draw: random.Random, entry: Entry) -> str:
    return " ".join(draw.sample(_rare(entry), draw.randint(1, 3)))


def _misspelt(draw: random.Random, entry: Entry) -> str:
    word, other = draw.sample([each for each in _rare(entry) if len(each) > 4], 2)
    place = draw.randrange(1, len(word) - 1)
    return f"{word[:place]}{word[place + 1 :]} {other}"


def _phrase(draw: random.Random, entry: Entry) -> str:
    words = entry.body.split()
    place = draw.randrange(len(words) - 1)
    return f'"{words[place]} {words[place + 1]}" {draw.choice(_rare(entry))}'


def _common(draw: random.Random, entry: Entry) -> str:
    return draw.choice(["symptoms", "health care", "doctor treatment", "help for people", "hospital", "get about more"])


def _rare(entry: Entry) -> list[str]:
    return sorted({word.lower() for word in entry.title.split()} | set(entry.summary.split()[1:-1]))


def fill(copy: Path, entries: list[Entry]) -> None:
    """Write the search tables of a copy."""
    conn = sqlite3.connect(copy)
    conn.execute("PRAGMA journal_mode = WAL")
    embedded.create_tables(conn)
    embedded.put_many(conn, enumerate(entries, 1))
    conn.commit()
    conn.close()


def embedded_engine(copy: Path) -> Engine:
    """The embedded engine, over a connection as readers have it."""
    conn = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    return (
        lambda request: embedded.search(conn, request, _NO_SETTINGS),
        lambda request: embedded.suggest(conn, request, _NO_SETTINGS),
    )


def elastic_engine(url: str, alias: str) -> Engine:
    """Elasticsearch, over a client of its own."""
    from search.elastic import ElasticEngine, connect

    engine = ElasticEngine(connect(url), alias, time_limit=20)
    return engine.search, engine.suggest


@contextmanager
def elastic_index(url: str, entries: list[Entry]) -> Iterator[str]:
    """An index with the entries, deleted afterwards."""
    from search.elastic import Index, connect

    index = Index(connect(url), f"bench-{uuid4().hex[:8]}")
    index.create()
    try:
        index.write(entries)
        index.merge(wait=True)
        yield index.read_alias
    finally:
        index.delete()


def measured(
    name: str,
    connect: Callable[[], Engine],
    warm: list[SearchRequest],
    asked: list[SearchRequest],
    typed: list[SuggestRequest],
    bar: float,
) -> list[Measure]:
    """Times of one reader after another, and searches a second of several at once."""
    search, suggest = connect()
    for request in warm:
        search(request)
    times, spent = milliseconds(search, asked)
    told, _ = milliseconds(suggest, typed)
    return [
        Measure(f"{name}: search among {ITEMS:,} items, p50", percentile(times, 0.5), "ms"),
        Measure(f"{name}: search among {ITEMS:,} items, p95", percentile(times, 0.95), "ms", bar, "ceiling"),
        # On a machine that does other things too, this says more than how long it took.
        Measure(f"{name}: search, own processor time, p50", percentile(spent, 0.5), "ms"),
        Measure(f"{name}: search, own processor time, p95", percentile(spent, 0.95), "ms"),
        Measure(f"{name}: suggestions, p50", percentile(told, 0.5), "ms"),
        Measure(f"{name}: suggestions, p95", percentile(told, 0.95), "ms", SUGGEST_MS, "ceiling"),
        Measure(f"{name}: searches on {CORES} cores", rate(connect, warm, asked), "/s", A_SECOND),
    ]


def milliseconds(ask: Callable[[Any], object], requests: list[Any]) -> tuple[list[float], list[float]]:
    """How long each request takes, and how long of that this process works."""
    times, spent = [], []
    for request in requests:
        began, worked = time.perf_counter(), time.process_time()
        ask(request)
        times.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - worked) * 1000)
    return times, spent


def rate(connect: Callable[[], Engine], warm: list[SearchRequest], asked: list[SearchRequest]) -> float:
    """Searches a second of as many processes as there are cores."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as readers:
        shares = [asked[number::CORES] for number in range(CORES)]
        spans = list(readers.map(_reader, [connect] * CORES, [warm[:_READER_WARM_UP]] * CORES, shares))
    # Readers need not begin at the same moment: only the time in which all of them were at work would be fair.
    return sum(count / seconds for count, seconds in spans)


def _reader(connect: Callable[[], Engine], warm: list[SearchRequest], asked: list[SearchRequest]) -> tuple[int, float]:
    search, _ = connect()
    for request in warm:
        search(request)
    began = time.perf_counter()
    for request in asked:
        search(request)
    return len(asked), time.perf_counter() - began
