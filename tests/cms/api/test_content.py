"""One item by path or id: spellings, states, and what they cost."""

import pytest

from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import content_id


@pytest.mark.parametrize(
    "address",
    [
        "content/about",
        "content/About",
        "content//about/",
        "content/%61bout",
        "content/%2Fabout%2F",
        "content?path=/about",
        "content?path=about",
        "content?path=%2FABOUT%2F",
        "content/?path=//about//",
        f"content/by-id/{content_id('public/about')}",
        f"content/by-id/{content_id('public/about').upper()}",
        f"content/by-id/{content_id('public/about')}/",
    ],
)
def test_any_spelling_finds_the_item_in_one_request(public: Asker, address: str) -> None:
    got = public(f"{PUBLIC}/{address}")
    assert (got.status, got.json["path"], got.json["state"], got.json["title"]) == (200, "/about", "live", "About us")


@pytest.mark.parametrize("address", ["content/", "content?path=/", "content?path=%2F%2F"])
def test_the_home_page(public: Asker, address: str) -> None:
    assert public(f"{PUBLIC}/{address}").json["type"] == "home"


@pytest.mark.parametrize("address", ["%C3%BCber-uns", "%C3%9CBER-UNS", "u%CC%88ber-uns"])
def test_letters_beyond_ascii_composed_or_not(public: Asker, address: str) -> None:
    assert public(f"{PUBLIC}/content/{address}").json["title"] == "Über uns"
    assert public(f"{PUBLIC}/content?path={address}").json["title"] == "Über uns"


def test_a_part_path_answers_the_whole_item(public: Asker) -> None:
    whole, part = public(f"{PUBLIC}/content/guidance/flu"), public(f"{PUBLIC}/content/guidance/flu/at-home")
    assert (part.status, part.body, part.headers["etag"]) == (200, whole.body, whole.headers["etag"])


def test_a_redirect_is_told_not_followed(public: Asker) -> None:
    got = public(f"{PUBLIC}/content/old")
    assert (got.status, got.json["state"], got.json["location"], got.json["permanent"]) == (
        200,
        "redirect",
        "/about",
        True,
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("gone", {"state": "gone", "reason": "", "item_title": "Once here"}),
        ("recalled", {"state": "withdrawn", "reason": "It was wrong.", "item_title": "Once here"}),
        ("expired", {"state": "gone", "reason": "", "item_title": "Over"}),
    ],
)
def test_what_was_taken_away_says_so(public: Asker, path: str, told: dict[str, str]) -> None:
    got = public(f"{PUBLIC}/content/{path}")
    assert (got.status, got.headers["content-type"]) == (410, "application/problem+json")
    assert {key: got.json[key] for key in told} == told


@pytest.mark.parametrize(
    "address",
    [
        "content/nothing",
        "content/embargoed",
        "content/rota",
        "content/~site",
        "content/..%2F..%2Fetc",
        "content/a%00b",
        "content/%FF",
        "content/by-id/nonsense",
        f"content/by-id/{content_id('nobody')}",
        "content/" + "a" * 800,
    ],
)
def test_nothing_there(public: Asker, address: str) -> None:
    got = public(f"{PUBLIC}/{address}")
    assert (got.status, got.headers["content-type"], got.json["status"]) == (404, "application/problem+json", 404)


def test_what_is_scheduled_takes_over_at_its_second(public: Asker, at_noon: list[int]) -> None:
    at_noon[0] += 3599
    assert public(f"{PUBLIC}/content/embargoed").status == 404
    at_noon[0] += 1
    assert public(f"{PUBLIC}/content/embargoed").json["title"] == "Embargoed"


def test_what_ends_ends_at_its_second(public: Asker, at_noon: list[int]) -> None:
    at_noon[0] += 89
    got = public(f"{PUBLIC}/content/ends-soon")
    assert (got.status, got.headers["cache-control"]) == (200, "public, max-age=1")
    at_noon[0] += 1
    assert public(f"{PUBLIC}/content/ends-soon").status == 410


def test_a_path_given_twice_or_not_at_all(public: Asker) -> None:
    for address in ("content", "content/about?path=/about"):
        got = public(f"{PUBLIC}/{address}")
        assert (got.status, [error["parameter"] for error in got.json["errors"]]) == (400, ["path"])
