"""No query of a publication reads every item: publishing takes as long in a large site as in a small one."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from site_content.pages.types.section import SectionPage
from site_content.publishing.log import changes_after, head
from tests.site_content.publishing.conftest import Add, edit

# The whole table, all of one audience, or all that is left of it put in order.
WHOLE = re.compile(r"SCAN site_content_item\b|site_content_item .*\(audience=\?\)|TEMP B-TREE FOR ORDER BY")


def plans(queries: list[dict[str, str]]) -> list[str]:
    """Return how SQLite would answer each query of items."""
    found = []
    with connection.cursor() as cursor:
        for query in queries:
            if query["sql"].startswith("SELECT") and 'FROM "site_content_item"' in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                found += [row[3] for row in cursor.fetchall()]
    return found


def test_publishing_reads_what_it_needs(home: Any, add: Add) -> None:
    page = add(add(home, "Section", SectionPage), "Page", related=[add(home, "One"), add(home, "Other")])
    with CaptureQueriesContext(connection) as asked:
        edit(page, title="Page again")
    found = plans(asked.captured_queries)
    assert found
    assert [plan for plan in found if WHOLE.search(plan)] == []


def test_followers_read_what_is_new(home: Any, add: Add) -> None:
    add(home, "Page")
    for audiences in (["public"], ["public", "staff"]):
        with CaptureQueriesContext(connection) as asked:
            changes_after(head() - 1, 10, audiences)
        assert [plan for plan in plans(asked.captured_queries) if WHOLE.search(plan)] == []
