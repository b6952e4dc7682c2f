"""The sweep: every text that an editor can write holds a canary somewhere hidden, and no public answer holds one."""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Iterable
from pathlib import Path

import brotli
import pytest

from tests.cms.api_calls import PUBLIC, Got
from tests.walls.canaries import STEM, is_text, product_models
from tests.walls.conftest import SEED, Twins, drill_seeds
from tests.walls.differences import Ask, answers, asks
from tests.walls.leaks import canaries_in
from tests.walls.site_pages import site_addresses, site_answers
from tests.walls.surface import addresses, queries
from tests.walls.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walls")]
# What editors write, beside every model of the project.
OF_WAGTAIL = ("wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailsearchpromotions.Query", "taggit.Tag")
# Programs write these, or readers do.
NOT_OF_EDITORS = {
    "site_content.StaffSession", "site_content.ItemQuality", "site_content.Follower", "site_content.ImportedSource",
    "site_content.SiteAudience", "site_content.Item", "site_content.ItemLink", "site_content.LogEntry",
    "site_content.Refresh", "site_content.FacetTarget", "site_content.Letter", "site_content.SiteRendition",
    "site_content.Preview", "site_content.SearchCount", "site_content.ClickCount", "site_content.UsefulCount",
    "site_content.Comment", "site_content.CountedBatch", "site_content.Closure", "site_content.Deletion",
    "site_content.Obstacle", "site_content.LogHead",
}  # fmt: skip
# Choosers of pages hold no text.
NO_TEXT = {"site_content.BlogPage.authors", "site_content.HomePage.featured"}
# A word never suggested is one for both sites: it is not hidden. A home page's slug is in no address. A comment's place
# is a name of a field.
NOT_HIDDEN = {
    "site_content.HomePage.slug",
    "site_content.UnspokenWord.word",
    "wagtailcore.Comment.contentpath",
    "wagtailcore.Comment.position",
}


def test_every_text_of_every_model_is_planted(twins: Twins) -> None:
    """A new model or field fails here until it is planted, or it is said that no editor writes it."""
    labels = {model._meta.label: model for model in product_models()}
    ours = [label for label in labels if label.startswith(("site_content.", "intranet."))]
    assert {*ours} >= NOT_OF_EDITORS
    missing = [
        place
        for label in (*ours, *OF_WAGTAIL)
        if label not in NOT_OF_EDITORS
        for column in labels[label]._meta.concrete_fields
        if is_text(column) and (place := f"{label}.{column.name}") not in twins.beside.planted | NOT_HIDDEN | NO_TEXT
    ]
    assert missing == [], "\n".join(missing)
    assert not [place for place in twins.alone.planted if not place.startswith(("site_content.SiteImage", "wagtail"))]


def test_no_canary_is_in_any_public_answer(twins: Twins) -> None:
    found, count = sweep(twins, SEED, 1_500, 120)
    assert found == [], "\n".join(found[:20])
    assert count >= 2_000


@pytest.mark.drill
def test_drill_of_the_sweep(unblocked: None, tmp_path: Path) -> None:
    """Two worlds of seeds that nobody chose; HEADLAND_TEST_SEED repeats one."""
    seeds = drill_seeds()
    total = 0
    for seed in seeds:
        world = build(tmp_path / str(seed), seed, True)
        found, count = sweep(Twins(world, world), seed, 9_000, 1_000)
        assert found == [], f"HEADLAND_TEST_SEED={seed}"
        total += count
    assert total >= 20_000 // (1 if len(seeds) > 1 else 2)


def sweep(twins: Twins, seed: int, count: int, guesses: int) -> tuple[list[str], int]:
    """Ask the world with hidden content for everything; return leaks, and how many answers were looked through."""
    world, rng = twins.beside, random.Random(seed)
    words = rng.sample(sorted(world.canaries.fields), guesses)
    todo = [*addresses(twins.paths, twins.ids, rng, count), *guessed(words)]
    found = answers(world, asks(todo))
    pages = site_addresses(twins.paths, [*queries(rng, 40), *words[:10]])
    found |= site_answers(world, pages)
    found |= {Ask(address): got for address, got in world.media.items()}
    assert {200, 404, 410} <= {got.status for got in found.values()}
    leaks = [f"{ask}: {sorted(told)[:5]}" for ask, got in found.items() if (told := canaries_in(got, ask.address))]
    return leaks, len(found)


def guessed(words: Iterable[str]) -> list[str]:
    """Return what somebody asks who has heard a hidden word."""
    ways = (
        "/content/{}", "/content?path=/{}", "/search?q={}", "/suggest?q={}", "/items?tag={}", "/items?topic={}",
        "/items?path_prefix=/{}", "/items?author={}", "/items/months?tag={}", "/search?q={}&topic={}",
    )  # fmt: skip
    found = [f"{PUBLIC}{ways[number % len(ways)].replace('{}', word)}" for number, word in enumerate(words)]
    return [*found, *(f"{PUBLIC}/suggest?q={STEM[:length]}" for length in range(1, len(STEM)))]


FORMS = {
    "plain": f"a {STEM}0001 b".encode(),
    "capitals": f"{STEM.upper()}0001".encode(),
    "percent": "".join(f"%{ord(sign):02x}" for sign in STEM).encode() + b"0001",
    "entities": "".join(f"&#{ord(sign)};" for sign in STEM).encode(),
    "json": "".join(f"\\u{ord(sign):04x}" for sign in STEM).encode(),
    "base64": base64.b64encode(f"{STEM}0001".encode()),
    "base64, one on": base64.b64encode(f"x{STEM}0001".encode()),
    "base64, two on": base64.urlsafe_b64encode(f"xy{STEM}0001".encode()),
    "two bytes a sign": b"\xff\xd8\0" + STEM.encode("utf-16-le"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_seen_in_every_form(form: str) -> None:
    assert canaries_in(Got(200, {}, FORMS[form], ("200 OK", ())))
    for encoding, packed in (("gzip", gzip.compress(FORMS[form])), ("br", brotli.compress(FORMS[form]))):
        assert canaries_in(Got(200, {"content-encoding": encoding}, packed, ("200 OK", ())))


def test_a_canary_is_seen_in_headers_and_one_that_was_asked_for_is_none() -> None:
    told = Got(200, {}, f"{STEM}0001 and {STEM}0002".encode(), ("200 OK", (("Link", f"<{STEM}0003>"),)))
    assert canaries_in(told, f"/search?q={STEM}0001") == {f"{STEM}0002", f"{STEM}0003"}
    assert canaries_in(Got(200, {}, b"nothing", ("200 OK", ()))) == set()
