"""What readers are told at which second: scheduled items, expiry, both audiences, documents there is one of."""

import json

import pytest

from search import embedded
from search.request import SearchRequest
from site_content.followers.copies.changes import changes_after
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.moments import moments, tally
from site_content.followers.copies.opening import CopyFile
from site_content.followers.copies.read import (
    BodyForm,
    answer_from,
    document,
    item_at,
    item_with_id,
    rows_at,
)
from tests.site_content.followers.copies.made import MemoryLog, at, identity, when


def told(copy: CopyFile, path: str, second: int, *audiences: str) -> tuple[str | None, int | None]:
    """What stands at a path so many seconds after NOW, and in how many seconds that changes."""
    answer = item_at(copy.connection(), path, when(second), audiences or ("public",))
    text = None if answer.item is None else "gone" if answer.is_expired else answer.item.json()["title"]
    return text, None if answer.next_change_at is None else answer.next_change_at - when(second)


def listed(copy: CopyFile, second: int) -> list[str]:
    return sorted(json.loads(row.card)["title"] for row in cards(copy.connection(), CardQuery(), when(second)).rows)


def found(copy: CopyFile, words: str, second: int) -> list[str]:
    results = embedded.search(copy.connection(), SearchRequest(words, at(second)))
    return sorted(hit.card["title"] for hit in results.hits)


@pytest.fixture
def scheduled(log: MemoryLog, follow: object, copy: CopyFile) -> CopyFile:
    """/flu: "Old" until second 10, then "New" until second 20. /fair: from second 10. /sale: until second 10."""
    first = {"content_id": identity("/flu"), "text": "fever"}
    log.put("/flu", title="Old", facets={"topic": ["a"]}, **first)
    log.put(
        "/flu", title="New", slot="scheduled", live_from=at(10), live_until=at(20), facets={"topic": ["b"]}, **first
    )
    log.put("/fair", title="Fair", slot="scheduled", live_from=at(10), text="fever", facets={"topic": ["a"]})
    log.put("/sale", title="Sale", live_until=at(10), next_change_at=at(10), text="fever", facets={"topic": ["b"]})
    follower: CopyFollower = follow()  # type: ignore[operator]
    follower.catch_up()
    return copy


def test_items_come_and_go_to_the_second(scheduled: CopyFile) -> None:
    seconds = (-100, 9, 10, 19, 20, 100)
    assert [told(scheduled, "/flu", second) for second in seconds] == [
        ("Old", 110), ("Old", 1), ("New", 10), ("New", 1), ("gone", None), ("gone", None),
    ]  # fmt: skip
    assert [told(scheduled, "/fair", second) for second in seconds] == [
        (None, 110), (None, 1), ("Fair", None), ("Fair", None), ("Fair", None), ("Fair", None),
    ]  # fmt: skip
    assert [told(scheduled, "/sale", second) for second in seconds] == [
        ("Sale", 110), ("Sale", 1), ("gone", None), ("gone", None), ("gone", None), ("gone", None),
    ]  # fmt: skip


def test_lists_facets_and_search_follow(scheduled: CopyFile) -> None:
    conn = scheduled.connection()
    for second, titles, facets in (
        (9, ["Old", "Sale"], {"a": 1, "b": 1}),
        # What ends is gone to the second; what begins waits until it is published.
        (10, ["Old"], {"a": 1}),
        (20, ["Old"], {"a": 1}),
    ):
        assert (listed(scheduled, second), found(scheduled, "fever", second)) == (titles, titles)
        counts = tally(conn, "topic", ["a", "b"], when(second), ["public"])
        assert {value: count for value, count in counts.items() if count} == facets
    assert [moments(conn, when(second)).next for second in (0, 10, 20)] == [when(10), None, None]


def test_by_id_it_is_found_wherever_it_stands(scheduled: CopyFile) -> None:
    conn = scheduled.connection()
    answers = [item_with_id(conn, identity("/flu"), when(second), ["public"]).item for second in (9, 10)]
    assert [answer and answer.json()["title"] for answer in answers] == ["Old", "New"]


def test_what_is_not_live_yet_or_no_more_is_not_handed_to_integrators(scheduled: CopyFile) -> None:
    conn = scheduled.connection()
    shown = [
        [(change.path, change.state, change.plain is not None) for change in changes_after(conn, 0, 10, when(second))]
        for second in (9, 10)
    ]
    assert shown == [
        [("/flu", "live", True), ("/sale", "live", True)],
        [("/flu", "live", True), ("/sale", "gone", False)],
    ]
    bodies = b"".join(
        change.plain or b"" for second in (9, 10, 30) for change in changes_after(conn, 0, 9, when(second))
    )
    assert (b"Fair" in bodies, b"New" in bodies, b"Old" in bodies) == (False, False, True)


def test_a_moved_item_is_where_it_is_now(log: MemoryLog, follow: object, copy: CopyFile) -> None:
    log.put("/old", "redirect", content_id=identity("page"), more={"location": "/new"})
    log.put("/new", content_id=identity("page"))
    log.put("/older", "redirect", content_id=identity("page"), more={"location": "/new"})
    follow().catch_up()  # type: ignore[operator]
    answer = item_with_id(copy.connection(), identity("page"), when(), ["public"])
    assert answer.item is not None
    assert (answer.item.path, answer.item.state) == ("/new", "live")
    assert told(copy, "/older", 0) == ("Older", None)


def test_staff_see_their_own_page_first_and_the_public_one_where_there_is_none(log: MemoryLog, follow: object) -> None:
    log.put("/flu", title="For the public")
    log.put("/flu", title="For staff", audience="staff", live_until=at(10), next_change_at=at(10))
    log.put("/cough", title="Cough")
    log.put("/rota", title="Rota", audience="staff")
    follower: CopyFollower = follow("staff")  # type: ignore[operator]
    follower.catch_up()
    copy = CopyFile(follower.path)
    both = ("staff", "public")
    assert [told(copy, path, 0, *both) for path in ("/flu", "/cough", "/rota")] == [
        ("For staff", 10),
        ("Cough", None),
        ("Rota", None),
    ]
    assert told(copy, "/flu", 10, *both) == ("For the public", None)
    assert told(copy, "/rota", 0, "public") == (None, None)
    log.put("/flu", title="For the public soon", slot="scheduled", live_from=at(5))
    follower.catch_up()
    assert [told(copy, "/flu", second, *both)[0] for second in (6, 10)] == ["For staff", "For the public soon"]
    copy.close()


def test_a_page_at_its_own_path_comes_before_a_part_of_another(log: MemoryLog, follow: object, copy: CopyFile) -> None:
    log.put("/flu/care", title="Own")
    log.put("/flu", title="Flu", part_paths=["/flu/care"])
    follower: CopyFollower = follow()  # type: ignore[operator]
    follower.catch_up()
    assert told(copy, "/flu/care", 0) == ("Own", None)
    log.put("/flu/care", "redirect", more={"location": "/flu"})
    follower.catch_up()
    assert told(copy, "/flu/care", 0) == ("Flu", None)


def test_documents_there_is_one_of_are_read_by_name_and_are_no_pages(
    log: MemoryLog, follow: object, copy: CopyFile
) -> None:
    log.put("~site", type="~site", more={"value": {"name": "Headland"}}, text="headland")
    log.put("/flu")
    follow().catch_up()  # type: ignore[operator]
    conn = copy.connection()
    assert document(conn, "~site", "public") == {"name": "Headland"}
    assert (document(conn, "~site", "staff"), document(conn, "~navigation", "public")) == (None, None)
    assert (told(copy, "~site", 0), listed(copy, 0), found(copy, "headland", 0)) == ((None, None), ["Flu"], [])
    assert [change.path for change in changes_after(conn, 0, 10, when())] == ["/flu"]


def test_pages_of_changes_end_at_a_number_and_at_a_size(
    log: MemoryLog, follow: object, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        log.put(f"/p{number}", "removed" if number == 4 else "live", text="words " * 100)
    follow().catch_up()  # type: ignore[operator]
    conn = copy.connection()
    assert [change.position for change in changes_after(conn, 2, 3, when())] == [3, 4, 5]
    assert [(change.state, change.plain) for change in changes_after(conn, 4, 1, when())] == [("removed", None)]
    monkeypatch.setattr("site_content.followers.copies.changes.MAX_PAGE_BYTES", 1_000)
    assert [change.position for change in changes_after(conn, 0, 9, when())] == [1, 2]


def test_one_form_of_the_body_can_be_read_alone(log: MemoryLog, follow: object, copy: CopyFile) -> None:
    log.put("/page", title="Page")
    follower: CopyFollower = follow()  # type: ignore[operator]
    follower.catch_up()
    conn = copy.connection()
    whole = item_at(conn, "/page", when(), ["public"]).item
    assert whole is not None
    assert None not in (whole.plain, whole.gzip, whole.brotli)
    forms: tuple[BodyForm, ...] = ("plain", "gzip", "brotli")
    for form in forms:
        item = answer_from(rows_at(conn.cursor(), "/page", form), "/page", form, when(), ["public"]).item
        assert item is not None
        assert (item[:11], item.plain, item.gzip, item.brotli) == (
            whole[:11],
            *(getattr(whole, each) if each == form else None for each in forms),
        )
        assert item.json()["title"] == "Page"
