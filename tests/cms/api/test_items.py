"""Lists: filters, order, pages, cursors, fields and whole items."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import content_id

TOPICS = [{"value": "flu", "label": "Flu"}, {"value": "covid-19", "label": "COVID-19"}]
ITEMS = f"{PUBLIC}/items"
STORIES = [f"/news/story-{number}" for number in range(1, 31)]


def paths(answer: Any) -> list[str]:
    """The paths of a list's results."""
    return [card["path"] for card in answer["results"]]


def wire(address: str | None) -> str:
    """The part of a neighbour's address that is asked for."""
    assert address is not None
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://testserver"
    return f"{parts.path}?{parts.query}"


def test_a_list_has_cards_newest_first(public: Asker) -> None:
    got = public(f"{ITEMS}?type=news&limit=2")
    assert got.json == {
        "count": 30,
        "next": "http://testserver/api/public/v1/items?type=news&limit=2&page=2",
        "previous": None,
        "results": [
            {
                "content_id": content_id(f"public/news/story-{number}"), "type": "news", "audience": "public",
                "path": f"/news/story-{number}", "title": f"Story {number}", "summary": f"About story {number}.",
                "image": None, "published_at": f"2026-02-{29 - number}T12:00:00Z",
                "updated_at": f"2026-02-{29 - number}T12:00:00Z", "locale": "en",
                "facets": {"topic": TOPICS[:number]},
            }
            for number in (1, 2)
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=topic&order=title", ["/topics/covid-19", "/topics/flu"]),
        ("type=topic,author&order=title", ["/authors/ann", "/topics/covid-19", "/topics/flu"]),
        ("type=topic&type=author&order=title", ["/authors/ann", "/topics/covid-19", "/topics/flu"]),
        ("topic=covid-19&limit=3", ["/news/story-2", "/news/story-4", "/news/story-6"]),
        ("path_prefix=/news&published_before=2026-01-31", ["/news/story-29", "/news/story-30"]),
        ("path_prefix=NEWS/&published_after=2026-02-27T13:00:00%2B01:00", ["/news/story-1", "/news/story-2"]),
        ("path_prefix=/news&updated_since=2026-02-28", ["/news/story-1"]),
        ("path_prefix=/new", []),
        ("path_prefix=/news/story-1", ["/news/story-1"]),
        ("path_prefix=%2525", []),
        ("type=nothing", []),
        ("tag=none&author=nobody", []),
        ("type=news&order=published_at&limit=1", ["/news/story-30"]),
        ("type=news&order=-updated_at&limit=1&page=3", ["/news/story-3"]),
        ("type=&topic=&order=&limit=1&page=&cursor=&fields=&include=&type=news", ["/news/story-1"]),
    ],
)
def test_filters_and_order(public: Asker, query: str, found: list[str]) -> None:
    assert paths(public(f"{ITEMS}?{query}").json) == found


def test_what_is_not_shown_now_is_not_listed(public: Asker, at_noon: list[int]) -> None:
    titles = [card["title"] for card in public(f"{ITEMS}?type=standard&order=title").json["results"]]
    assert titles == ["About us", "Ends soon", "Über uns"]
    at_noon[0] += 3600
    later = [card["title"] for card in public(f"{ITEMS}?type=standard&order=title").json["results"]]
    # Nothing that ended is shown; what begins shows here when the worker has published it.
    assert later == ["About us", "Über uns"]


def test_pages_lead_to_one_another(public: Asker) -> None:
    first = public(f"{ITEMS}?type=news&limit=12").json
    second = public(wire(first["next"])).json
    third = public(wire(second["next"])).json
    assert paths(first) + paths(second) + paths(third) == STORIES
    assert (third["next"], public(wire(third["previous"])).json) == (None, second)
    beyond = public(f"{ITEMS}?type=news&limit=12&page=9").json
    assert (beyond["count"], beyond["results"], beyond["next"]) == (30, [], None)


@pytest.mark.parametrize("order", ["-published_at", "published_at", "-updated_at", "updated_at", "title"])
def test_a_cursor_misses_nothing_and_repeats_nothing(public: Asker, order: str) -> None:
    everything = paths(public(f"{ITEMS}?order={order}&limit=100").json)
    answer = public(f"{ITEMS}?order={order}&limit=7&cursor=*").json
    found = paths(answer)
    while answer["next"]:
        answer = public(wire(answer["next"])).json
        assert (answer["count"], answer["previous"]) == (len(everything), None)
        found += paths(answer)
    assert found == everything


def test_whole_items_are_as_content_answers_them(public: Asker) -> None:
    got = public(f"{ITEMS}?type=guidance&include=body").json["results"]
    assert got == [public(f"{PUBLIC}/content/guidance/flu").json]


def test_only_the_fields_asked_for(public: Asker) -> None:
    assert public(f"{ITEMS}?type=author&fields=title,path").json["results"] == [
        {"path": "/authors/ann", "title": "Ann"}
    ]
    got = public(f"{ITEMS}?type=author&include=body&fields=details&fields=version").json["results"]
    assert got == [{"version": 35, "details": {"role": "Nurse", "organisation": "", "body": []}}]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("limit=101", ["limit"]),
        ("limit=0", ["limit"]),
        ("limit=x", ["limit"]),
        ("limit=%D9%A3", ["limit"]),
        ("limit=21&include=body", ["limit"]),
        ("page=0", ["page"]),
        ("page=501", ["page"]),
        ("page=2&cursor=*", ["cursor"]),
        ("cursor=nonsense", ["cursor"]),
        ("cursor=WyJ0aXRsZSIsIDEsIDJd", ["cursor"]),
        ("cursor=WyItcHVibGlzaGVkX2F0IiwgMWU5OTksIDFd", ["cursor"]),
        ("order=shuffled", ["order"]),
        ("fields=title,secret", ["fields"]),
        ("fields=details", ["fields"]),
        ("fields=facets&include=body", ["fields"]),
        ("include=everything", ["include"]),
        ("published_after=yesterday", ["published_after"]),
        ("published_before=2026-13-01", ["published_before"]),
        ("updated_since=0000-01-01T00:00:00Z", ["updated_since"]),
        ("order=title&order=title", ["order"]),
        ("published_after=2026-01-01&published_after=2026-01-02", ["published_after"]),
        ("type=" + ",".join(map(str, range(31))), ["type"]),
        ("topic=" + "a" * 201, ["topic"]),
        ("tag=%00", ["tag"]),
        ("colour=blue&limit=-1&size=9", ["colour", "limit", "size"]),
        ("audience=staff", ["audience"]),
        ("format=json", ["format"]),
    ],
)
def test_what_cannot_be_understood_is_named(public: Asker, query: str, parameters: list[str]) -> None:
    got = public(f"{ITEMS}?{query}")
    assert (got.status, got.headers["content-type"]) == (400, "application/problem+json")
    assert sorted(error["parameter"] for error in got.json["errors"]) == parameters
    assert all(error["message"] for error in got.json["errors"])


def test_topics_and_authors_are_counted(public: Asker) -> None:
    topics = public(f"{PUBLIC}/topics").json
    assert (topics["count"], [(card["title"], card["item_count"]) for card in topics["results"]]) == (
        2,
        [("COVID-19", 15), ("Flu", 30)],
    )
    authors = public(f"{PUBLIC}/authors?limit=1").json
    assert [(card["title"], card["item_count"]) for card in authors["results"]] == [("Ann", 0)]
