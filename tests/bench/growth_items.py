"""What readers wait for among some number of generated items, as JSON: see ``growth``."""

import json
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from search.evaluation.metrics import percentile
from tests.bench.growth import Numbers, megabytes, milliseconds

NOW = datetime(2100, 1, 1, tzinfo=UTC)
MIN_SEARCHES = 200


def measure(size: int) -> Numbers:
    """Fill a database, build the public copy, read it."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from site_content.followers.copies.follow import CopyFollower
    from site_content.followers.source import DatabaseSource
    from tests.bench.copies import fill

    fill(size)
    path = settings.COPY_FILES["public"]
    began = time.process_time()
    follower = CopyFollower(path, "public", DatabaseSource("public"))
    written = follower.rebuild().written
    spent = time.process_time() - began
    follower.close()
    numbers = {"copy, kB an item": megabytes(path) * 1000 / size, "copy built, ms an item": spent / written * 1000}
    return {name: round(value, 3) for name, value in (numbers | lists() | searches()).items()}


def lists() -> Numbers:
    """Content and lists, asked of the copy as the public API asks them."""
    from django.utils import timezone

    from cms.api.reader import reader_for
    from site_content.followers.copies.lists import CardQuery, cards
    from site_content.followers.copies.moments import tally
    from site_content.followers.copies.months import month_counts
    from site_content.followers.copies.read import item_at

    conn, now, own = reader_for("public").connection(), int(NOW.timestamp()), ("public",)
    paths = [path for (path,) in conn.execute("SELECT path FROM address")]
    draw, values = random.Random(5), [f"topic-{number}" for number in range(60)]
    query = CardQuery(audiences=own)

    def read(query: CardQuery) -> float:
        return milliseconds(lambda: cards(conn, query, now))

    def walk() -> None:
        page, place = cards(conn, replace(query, limit=100, order="published_at"), now), None
        while page.more:
            place = page.rows[-1].place
            page = cards(conn, replace(query, limit=100, order="published_at", after=place), now)

    return {
        "content by path, ms": milliseconds(lambda: item_at(conn, draw.choice(paths), now, own), 500),
        "list, ms": read(query),
        "list by topic, ms": read(replace(query, facets={"topic": ("topic-5",)})),
        "list by path and title, ms": read(replace(query, path_prefix="/news", order="title")),
        "months, ms": milliseconds(lambda: month_counts(conn, query, now, timezone.get_default_timezone())),
        "topics, ms": milliseconds(lambda: tally(conn, "topic", values, now, own)),
        "whole list by cursor, s": milliseconds(walk, 1) / 1000,
    }


def searches() -> Numbers:
    """The embedded search: each question another one, so that nothing is remembered."""
    from cms.api.reader import reader_for
    from search import embedded
    from search.request import SearchRequest
    from tests.bench.generated_items import words

    conn = reader_for("public").connection()
    vocabulary, draw = words(random.Random(7)), random.Random(11)
    questions = [" ".join(draw.sample(vocabulary[:400], 1 + number % 2)) for number in range(MIN_SEARCHES)]
    times = [milliseconds(lambda q=q: embedded.search(conn, SearchRequest(q, NOW)), 1) for q in questions]  # type: ignore[misc]
    return {"search, p50, ms": percentile(times, 0.5), "search, p95, ms": percentile(times, 0.95)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
