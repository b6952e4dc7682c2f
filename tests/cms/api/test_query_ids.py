"""The id of a search: all that is counted, signed, nothing stored."""

import pytest

from cms.api.query_ids import MAX_ID, QueryId, normalize_query, read_query_id, write_query_id
from tests.cms.bank import SECONDS


def test_what_is_written_is_read() -> None:
    written = write_query_id("  Flu\tVACCINE\0 ", True, SECONDS)
    assert read_query_id(written) == QueryId("flu vaccine", True, "2026-03-01")
    # The same all day, so that an answer with it may be kept.
    assert write_query_id("flu vaccine", True, SECONDS + 11 * 3600) == written
    assert len(write_query_id("\U0001f912" * 400, False, SECONDS)) <= MAX_ID


def test_what_we_did_not_write_is_refused(settings: object) -> None:
    written = write_query_id("flu", False, SECONDS)
    said, _, signature = written.partition(".")
    forged = write_query_id("covid", False, SECONDS).partition(".")[0]
    for other in (f"{forged}.{signature}", said, f"{said}.", f".{signature}", "", ".", "é.é", "a" * 5000, written[:-1]):
        assert read_query_id(other) is None


@pytest.mark.parametrize(
    ("query", "counted"), [("ＦＬＵ", "flu"), ("a\n\n b", "a b"), ("x" * 500, "x" * 100), ("", "")]
)
def test_queries_are_counted_in_one_form(query: str, counted: str) -> None:
    assert normalize_query(query) == counted
