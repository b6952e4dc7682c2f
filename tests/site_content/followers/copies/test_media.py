"""What a copy says of media: who names one, from when until when, and no more once nobody does."""

from collections.abc import Callable

import pytest

from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.media import media_key, shown_medium
from site_content.followers.copies.opening import CopyFile
from tests.site_content.followers.copies.made import MemoryLog, at, identity, when

Follow = Callable[..., CopyFollower]
A, B = {"name": "images/1/a.png"}, {"name": "files/2-x/b.pdf"}


@pytest.fixture(params=["rebuilt", "followed"])
def shown(request: pytest.FixtureRequest, log: MemoryLog, follow: Follow, copy: CopyFile) -> Callable[..., object]:
    """Return what the copy says of a medium at a second, in short: the items that name it and until when."""
    follower = follow()
    if request.param == "followed":
        follower.catch_up()

    def ask(medium: dict[str, str], second: int = 0) -> object:
        follower.catch_up()
        found = shown_medium(copy.connection(), medium["name"], when(second))
        return found and ([item.content_id for item in found.items], found.until and found.until - when())

    return ask


def test_a_live_item_names_it(log: MemoryLog, shown: Callable[..., object]) -> None:
    log.put("/flu", media=[A, A, B])
    assert (shown(A), shown(B), shown({"name": "images/1/other.png"})) == (
        ([identity("/flu")], None),
        ([identity("/flu")], None),
        None,
    )
    log.put("/flu", media=[B])
    assert (shown(A), shown(B)) == (None, ([identity("/flu")], None))
    log.put("/cold", media=[B])
    log.put("/flu", "gone")
    assert shown(B) == ([identity("/cold")], None)
    log.put("/cold", "removed", media=[B])
    assert shown(B) is None


def test_from_when_until_when(log: MemoryLog, shown: Callable[..., object]) -> None:
    log.put("/flu", media=[A], live_until=at(50))
    log.put("/flu", slot="scheduled", live_from=at(20), live_until=at(50), media=[B])
    # Lists show the old version until the worker has put the new one in its place.
    assert [shown(A, second) for second in (0, 20, 49, 50)] == [([identity("/flu")], 50)] * 3 + [None]
    assert [shown(B, second) for second in (19, 20, 49, 50)] == [None, *[([identity("/flu")], 50)] * 2, None]


def test_one_may_be_shown_for_less_long_than_its_item(log: MemoryLog, shown: Callable[..., object]) -> None:
    windows = [(-10, 5), (10, 20)]
    media = [A | {"shown_from": at(one).isoformat(), "shown_until": at(two).isoformat()} for one, two in windows]
    log.put("~site", type="~site", media=[*media, B | {"shown_from": at(3).isoformat()}])
    site = [identity("~site")]
    assert [shown(A, second) for second in (0, 5, 10, 20)] == [(site, 5), None, (site, 20), None]
    assert [shown(B, second) for second in (2, 3)] == [None, (site, None)]


def test_the_last_end_counts(log: MemoryLog, shown: Callable[..., object]) -> None:
    log.put("/one", media=[A], next_change_at=at(20), live_until=at(20))
    log.put("/two", media=[A], next_change_at=at(30), live_until=at(30))
    assert shown(A) == (sorted(map(identity, ["/one", "/two"])), 30)
    log.put("/three", media=[A])
    assert shown(A) == (sorted(map(identity, ["/one", "/two", "/three"])), None)


def test_staff_media_are_in_the_staff_copy_alone(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    log.put("/rota", audience="staff", media=[A])
    log.put("/flu", media=[B])
    staff = follow("staff")
    follow().catch_up()
    staff.catch_up()
    file = CopyFile(staff.path)
    found = [
        [shown_medium(each.connection(), name["name"], when()) is None for name in (A, B)] for each in (copy, file)
    ]
    file.close()
    assert found == [[True, False], [False, False]]


def test_a_number_stands_for_a_name() -> None:
    """Every copy and every version must make the same of it."""
    assert (media_key("images/1/a.png"), media_key("")) == (69404825957108, 121963683230716)
