"""What an answer costs in SELECTs, whatever its size; and that reading writes nothing."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cms.api.reader import reader_for
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import content_id

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "BEGIN", "VACUUM", "ATTACH", "SAVEPOINT")


@pytest.fixture
def statements(as_delivery: Any) -> Iterator[list[str]]:
    """Every statement that this thread's connection to the public copy runs."""
    seen: list[str] = []
    conn = reader_for("public").connection()
    conn.set_trace_callback(seen.append)
    yield seen
    conn.set_trace_callback(None)


def selects(statements: list[str]) -> int:
    """How many of the statements read rows."""
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in statements)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("content/about", 1),
        ("content/guidance/flu/at-home", 1),
        ("content/old", 1),
        ("content/nothing", 1),
        ("content/gone", 1),
        (f"content/by-id/{content_id('public/about')}", 1),
        ("items?limit=1", 5),
        ("items?limit=100", 5),
        ("items?limit=20&include=body", 5),
        ("items?limit=100&type=news&topic=flu&path_prefix=/news&order=title&fields=title", 5),
        ("items?limit=30&cursor=*", 5),
        # Each filter that no stored set answers is one more.
        (
            "items?path_prefix=/news/a&published_after=2020-01-01&published_before=2030-01-01&updated_since=2020-01-01",
            12,
        ),
        ("topics?limit=1", 8),
        ("topics?limit=100", 8),
        ("authors", 8),
        # One of them asks what is closed.
        ("changes?limit=1", 4),
        ("changes?limit=500", 4),
        ("navigation", 3),
        ("site", 2),
        ("openapi.json", 0),
    ],
)
def test_the_number_of_selects(public: Asker, statements: list[str], address: str, most: int) -> None:
    public(f"{PUBLIC}/{address}")
    assert selects(statements) <= most, statements
    assert [each for each in statements if each.lstrip().upper().startswith(WRITES)] == []


def crawl() -> Iterator[tuple[str, str]]:
    """Every route, as it is meant to be asked and as it is not."""
    good = [
        "", "content/about", "content/", "content?path=/about", "content/old", "content/gone", "content/nothing",
        f"content/by-id/{content_id('public/about')}", "items", "items?include=body", "items?cursor=*", "search?q=flu",
        f"content/by-id/{content_id('public/about')}/related",
        "search", "suggest?q=flu", "navigation", "site", "topics", "authors", "changes", "openapi.json", "docs",
        "docs.js", "health", "items?limit=x", "search?q=" + "a" * 500, "nowhere",
    ]  # fmt: skip
    for address in good:
        for method in ("GET", "HEAD", "OPTIONS"):
            yield method, f"{PUBLIC}/{address}"


def prints(folder: Path) -> dict[str, str]:
    """The bytes of every file of a folder, by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def test_reading_writes_nothing(
    public: Asker, statements: list[str], copies: dict[str, Path], as_delivery: Any, tmp_path: Path
) -> None:
    as_delivery.SPOOL = tmp_path / "spool"
    before = prints(copies["public"].parent)
    # pytest-django lets nothing near the database here: a statement to it would fail the request.
    seen = {public(address, method).status for method, address in crawl()}
    assert seen == {200, 204, 400, 404, 410}
    assert [each for each in statements if each.lstrip().upper().startswith(WRITES)] == []
    assert prints(copies["public"].parent) == before
    assert list(tmp_path.iterdir()) == []
