"""Pages about the subject of an item: found by its text, for its audience alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import Bank, content_id, write_copy


def related(of: str) -> str:
    return f"{PUBLIC}/content/by-id/{content_id(of)}/related"


def test_related_pages_are_cards_of_the_same_audience(
    public: Asker, bank: Bank, as_delivery: Any, tmp_path: Path
) -> None:
    for name in ("asthma", "wheezing", "inhalers", "pollen"):
        bank.live(f"/conditions/{name}", name.capitalize(), words="airways breathing asthma wheezing inhalers pollen")
    bank.live("/conditions/asthma", "Asthma at work", audience="staff", words="airways breathing asthma inhalers")
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}
    got = public(related("public/conditions/asthma"))
    assert got.status == 200
    cards = got.json["results"]
    assert len(cards) == 3
    assert {card["audience"] for card in cards} == {"public"}
    assert "/conditions/asthma" not in [card["path"] for card in cards]
    assert all(public(f"{PUBLIC}/content{card['path']}").status == 200 for card in cards)
    # What others keep is told by the pages that it names, not by every publication.
    assert set(got.headers["surrogate-key"].split()) == {
        f"item:{content_id('public/conditions/asthma')}",
        *(f"item:{card['content_id']}" for card in cards),
    }
    assert len(public(f"{related('public/conditions/asthma')}?limit=1").json["results"]) == 1
    # Among pages that all say the same there is nothing to tell.
    assert public(related("public/guidance/flu")).json == {"results": []}


@pytest.mark.parametrize(
    ("of", "status"),
    [
        ("nobody", 404),
        ("public/embargoed", 404),
        ("staff/rota", 404),
        ("public/old", 404),
        ("public/expired", 410),
        ("public/gone", 410),
        ("public/recalled", 410),
    ],
)
def test_what_is_not_there_has_nothing_related(public: Asker, of: str, status: int) -> None:
    got = public(related(of))
    assert (got.status, got.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("query", ["limit=0", "limit=11", "limit=x", "limit=1&limit=2", "page=2"])
def test_a_wrong_question_is_told(public: Asker, query: str) -> None:
    assert public(f"{related('public/about')}?{query}").status == 400
