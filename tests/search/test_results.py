"""Counts, facets, order, pages, highlights and visibility, in both engines."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from search import embedded
from search.errors import InvalidRequest
from search.request import SearchRequest
from search.results import FacetCount
from tests.search.conftest import Fill
from tests.search.texts import NOW, entry

DAY = timedelta(days=1)


def test_facets_count_exactly_and_do_not_filter_themselves(fill: Fill) -> None:
    texts = [
        entry("Flu a", type="news", topic="flu"),
        entry("Flu b", type="news", topic="flu winter"),
        entry("Flu c", type="blog", topic="winter"),
        entry("Other", type="blog", topic="flu"),
    ]
    results = fill(texts).search("flu", filters={"type": ["news"]})
    assert results.count == 2
    assert results.facets == {
        "type": [FacetCount("news", "News", 2), FacetCount("blog", "Blog", 1)],
        "topic": [FacetCount("flu", "Flu", 2), FacetCount("winter", "Winter", 1)],
        "author": [],
        "tag": [],
    }
    both = fill(texts).search("flu", filters={"type": ["news", "blog"], "topic": ["winter"]})
    assert (both.count, both.facets["type"]) == (2, [FacetCount("blog", "Blog", 1), FacetCount("news", "News", 1)])


@pytest.mark.parametrize("together", [500, 3])
def test_facets_are_exact_however_many_values_there_are(
    fill: Fill, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr("search.elastic.facets.TOGETHER", together)
    texts = [entry(f"Flu {n}", type=kind, topic=f"t{n % 3}") for n, kind in enumerate(["news", "blog", "news", "blog"])]
    engine = fill([*texts, entry("Cough", type="news", topic="t0")])
    topics = [FacetCount("t0", "T0", 2), FacetCount("t1", "T1", 1), FacetCount("t2", "T2", 1)]
    types = [FacetCount("blog", "Blog", 2), FacetCount("news", "News", 2)]
    assert engine.search("flu").facets == {"type": types, "topic": topics, "author": [], "tag": []}
    news = engine.search("flu", filters={"type": ["news"]}).facets
    assert (news["type"], news["topic"]) == (types, [FacetCount("t0", "T0", 1), FacetCount("t2", "T2", 1)])
    assert engine.search("flu", facet_names=("topic",)).facets == {"topic": topics}


def test_filters_by_date_and_path(fill: Fill) -> None:
    texts = [entry(f"Flu {n}", path=f"/news/{n}", published_at=NOW - n * DAY) for n in range(4)]
    engine = fill([*texts, entry("Flu newsroom", path="/newsroom"), entry("Flu home", path="/news")])
    after = engine.search("flu", published_after=NOW - 2 * DAY, published_before=NOW - DAY)
    assert {hit.id for hit in after.hits} == {"flu-1", "flu-2"}
    # To the second, both ends included: a day somewhere is two such moments.
    exact = engine.search("flu", published_after=NOW - DAY, published_before=NOW - timedelta(seconds=1))
    assert [hit.id for hit in exact.hits] == ["flu-1"]
    assert engine.search("flu", path_prefix="/news/").count == 5
    assert engine.search("flu", path_prefix="/").count == 6


def test_only_what_is_live_now_is_found_counted_or_suggested(fill: Fill) -> None:
    texts = [
        entry("Flu now", live_from=NOW - DAY, live_until=NOW + DAY),
        entry("Flu embargoed quaxil", live_from=NOW + DAY),
        entry("Flu expired", live_until=NOW),
    ]
    engine = fill(texts)
    results = engine.search("flu")
    assert ([hit.id for hit in results.hits], results.count, results.facets["type"][0].count) == (["flu-now"], 1, 1)
    assert [each.title for each in engine.suggest("fl")] == ["Flu now"]
    assert (engine.search("quaxill").suggestion, engine.search("quaxil").count) == (None, 0)
    assert engine.search("quaxil", now=NOW + 2 * DAY).count == 1


def test_newest_first_with_undated_last(fill: Fill) -> None:
    texts = [entry("Flu old", published_at=NOW - 9 * DAY), entry("Flu undated"), entry("Flu new", published_at=NOW)]
    engine = fill(texts)
    assert engine.ids("flu", order="-published_at") == ["flu-new", "flu-old", "flu-undated"]
    assert engine.ids("") == ["flu-new", "flu-old", "flu-undated"]


def test_news_ages_and_guidance_does_not(fill: Fill) -> None:
    old, new = NOW - 2_000 * DAY, NOW
    texts = [
        entry("Aold winter plan", type="news", published_at=old),
        entry("Bnew winter plan", type="news", published_at=new),
        entry("Cold winter plan", type="guidance", published_at=old),
        entry("Dnew winter plan", type="guidance", published_at=new),
    ]
    ranks = fill(texts).ids("winter plan")
    assert ranks[0] == "bnew-winter-plan"
    assert ranks.index("cold-winter-plan") < ranks.index("dnew-winter-plan")


def test_popularity_settles_ties(fill: Fill) -> None:
    engine = fill([entry("Apple flu"), entry("Berry flu", popularity=5.0), entry("Cherry flu")])
    assert engine.ids("flu")[0] == "berry-flu"


def test_wanted_type_first_unless_it_answers_badly(fill: Fill) -> None:
    filler = [entry(f"Page {n}", "hand washing " * 3) for n in range(20)]
    texts = [
        entry("Hand hygiene report", type="news"),
        entry("Hand hygiene guide", type="guidance"),
        entry("Visiting wards", "Wash your hands, please, before you come in. " * 5, type="guidance"),
    ]
    found = fill([*texts, *filler]).ids("hand hygiene", first_types=("guidance",))
    assert found[0] == "hand-hygiene-guide"
    assert found.index("hand-hygiene-report") < found.index("visiting-wards")


def test_several_wanted_types_come_before_all_others(fill: Fill) -> None:
    kinds = ("standard", "guidance", "service", "form")
    engine = fill([entry(f"{kind.title()} hands", type=kind) for kind in kinds])
    assert set(engine.ids("hands", first_types=("form", "guidance"))[:2]) == {"form-hands", "guidance-hands"}
    assert set(engine.ids("hands", first_types=("service", "standard"))[:2]) == {"service-hands", "standard-hands"}
    assert len(engine.ids("hands", first_types=("no such type",))) == 4


@pytest.mark.parametrize("order", ["relevance", "-published_at"])
def test_pages_and_cursors_give_every_result_once(fill: Fill, order: str) -> None:
    texts = [entry(f"Flu {n:03}", published_at=NOW - (n % 7) * DAY if n % 5 else None) for n in range(23)]
    engine = fill(texts)
    paged = [each for page in (1, 2, 3, 4) for each in engine.ids("flu", order=order, page=page, limit=6)]
    followed, cursor = [], ""
    while True:
        results = engine.search("flu", order=order, cursor=cursor, limit=6)
        followed += [hit.id for hit in results.hits]
        if not (cursor := results.next_cursor):
            break
    assert followed == paged
    assert sorted(paged) == sorted(each.id for each in texts)
    assert engine.ids("flu", page=5, limit=6) == []


@pytest.mark.parametrize(
    "cursor", ["x", "ÿ", "bnVsbA", "W10", "WzFd", "A" * 700, "WyJlbWJlZGRlZCIsInJlbGV2YW5jZSIsMSwxLDEsMV0="]
)
def test_broken_cursors_are_refused(fill: Fill, cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="cursor") as raised:
        fill([entry("Flu")]).search("flu", cursor=cursor, order="-published_at")
    assert raised.value.parameter == "cursor"


def test_a_cursor_of_the_other_engine_goes_on_by_what_was_passed(fill: Fill) -> None:
    from search.cursor import write_cursor

    engine = fill([entry(f"Flu {n}") for n in range(5)])
    cursor = write_cursor("another", "relevance", 2, [1.0, "x", None])
    assert engine.ids("flu", cursor=cursor, limit=2) == engine.ids("flu", page=2, limit=2)


def test_a_cursor_tells_no_row_of_the_file_and_survives_its_result() -> None:
    entries = [entry(f"Flu {n}", published_at=NOW) for n in range(5)]
    cursors = []
    for first in (1, 40):
        conn = sqlite3.connect(":memory:")
        embedded.create_tables(conn)
        for row, each in enumerate(entries, first):
            embedded.put(conn, row, each)
        page = SearchRequest("flu", NOW, order="-published_at", limit=2)
        cursors.append(embedded.search(conn, page).next_cursor)
    # The file with what is hidden in it numbers its rows otherwise.
    assert cursors[0] == cursors[1]
    following = SearchRequest("flu", NOW, order="-published_at", limit=9, cursor=cursors[0])
    assert [hit.id for hit in embedded.search(conn, following).hits] == ["flu-2", "flu-3", "flu-4"]
    embedded.remove(conn, 41)
    assert {"flu-2", "flu-3", "flu-4"} <= {hit.id for hit in embedded.search(conn, following).hits}


@pytest.mark.parametrize(("field", "value"), [("order", "title"), ("limit", 0), ("limit", 101), ("page", 0)])
def test_parameters_out_of_bounds_are_refused(fill: Fill, field: str, value: Any) -> None:
    with pytest.raises(InvalidRequest, match=field):
        fill([]).search("flu", **{field: value})


def test_highlights_hold_no_markup_from_content(fill: Fill) -> None:
    body = "<script>alert(1)</script> Flu \x02bold\x03 & <mark>flu</mark> spreads"
    text = entry("Flu <b>now</b>", body, summary='About "flu"', card={})
    (hit,) = fill([text]).search("flu").hits
    assert hit.highlights["title"] == "<mark>Flu</mark> &lt;b&gt;now&lt;/b&gt;"
    assert hit.highlights["summary"] == "About &quot;<mark>flu</mark>&quot;"
    (fragment,) = hit.highlights["body"]
    assert fragment.replace("<mark>", "").replace("</mark>", "").count("<") == 0
    assert "&lt;mark&gt;<mark>flu</mark>&lt;/mark&gt;" in fragment
    assert "bold" in fragment


def test_lines_of_a_highlight_stay_apart(fill: Fill) -> None:
    body = "You may have:\na cough\nflu\na sore throat\nFlu passes. It is quick"
    (hit,) = fill([entry("Winter", body, card={})]).search("flu").hits
    assert hit.highlights["body"] == [
        "You may have: a cough · <mark>flu</mark> · a sore throat · <mark>Flu</mark> passes. It is quick"
    ]


def test_highlights_without_a_match_are_plain(fill: Fill) -> None:
    (hit,) = fill([entry("Tom & Ann", keywords="zoster")]).search("zoster").hits
    assert hit.highlights == {"title": "Tom &amp; Ann", "summary": "", "body": []}


def test_card_comes_back_as_it_was(fill: Fill) -> None:
    card: dict[str, Any] = {
        "title": "T",
        "image": {"width": 3, "alt": "é"},
        "facets": {"topic": []},
        "published_at": None,
    }
    assert fill([entry("Flu", card=card)]).search("flu").hits[0].card == card


def test_explanations_only_when_asked(fill: Fill) -> None:
    engine = fill([entry("Flu", "flu in winter")])
    assert engine.search("flu").hits[0].explanation is None
    explained = engine.search("flu", explain=True).hits[0].explanation
    assert explained and explained["text"]


def test_an_explanation_adds_up_to_the_score(embedded_fill: Fill) -> None:
    texts = [entry("Rash ward", "A rash and a ward.", keywords="rash, red skin"), entry("Other", "Ward.")]
    others = [entry(f"Leaflet {n}") for n in range(9)]
    (hit, _) = embedded_fill([*texts, *others]).search("rash ward skin", explain=True).hits
    assert hit.explanation
    assert {share["field"] for share in hit.explanation["text"]} == {"title", "keywords", "body"}
    assert sum(share["score"] for share in hit.explanation["text"]) == pytest.approx(hit.score, rel=0.001)


def test_suggestions_begin_as_typed_then_hold_every_word(fill: Fill) -> None:
    texts = [
        entry("Flu vaccine", type="guidance"),
        entry("Winter flu"),
        entry("Fluoride"),
        entry("Jabs", keywords="flu"),
    ]
    engine = fill(texts)
    assert [each.title for each in engine.suggest("flu")] == ["Flu vaccine", "Fluoride", "Winter flu", "Jabs"]
    first = engine.suggest("Flu va")[0]
    assert (first.title, first.path, first.type) == ("Flu vaccine", "/flu-vaccine", "guidance")
    assert [each.title for each in engine.suggest("flouride")] == ["Fluoride"]
    assert len(engine.suggest("flu", limit=2)) == 2
    assert engine.suggest("  ") == []


def test_dates_before_1970_and_without_a_zone(fill: Fill) -> None:
    texts = [
        entry("Flu 1948", published_at=datetime(1948, 7, 5)),
        entry("Flu 2020", published_at=datetime(2020, 1, 1, tzinfo=UTC)),
    ]
    assert fill(texts).ids("flu", order="-published_at") == ["flu-2020", "flu-1948"]
