"""Twin worlds: with and without hidden content, every public answer is the same in status, header and byte."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.cms.api_calls import PUBLIC, Got
from tests.walls.conftest import SEED, Twins, drill_seeds
from tests.walls.differences import Ask, Difference, answers, asks, differences, report
from tests.walls.site_pages import site_addresses, site_answers
from tests.walls.surface import addresses, contents, parameters, queries, routes_of
from tests.walls.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walls")]
MEDIA = re.compile(rb"/media/[\w./%-]+")


def api_differences(twins: Twins, seed: int, count: int) -> list[Difference]:
    """Ask both worlds for at least ``count`` addresses of the API; return what differs."""
    todo = list(asks(addresses(twins.paths, twins.ids, random.Random(seed), count)))
    one, two = answers(twins.alone, todo), answers(twins.beside, todo)
    assert len({ask.address for ask in one}) >= count
    assert {200, 304, 400, 404, 405, 410} <= {got.status for got in one.values()}
    return differences(one, two)


def test_the_worlds_are_not_empty(twins: Twins) -> None:
    assert twins.alone.public_paths == twins.beside.public_paths
    assert len(twins.alone.public_paths) > 30
    hidden = {*twins.beside.paths} - {*twins.alone.paths}
    assert len(hidden) > 40
    assert len(twins.beside.canaries.fields) > 500


def test_the_api_answers_the_same(twins: Twins) -> None:
    found = api_differences(twins, SEED, 700)
    assert found == [], report(found, SEED)


def test_every_route_and_parameter_is_asked(twins: Twins) -> None:
    asked = addresses(twins.paths, twins.ids, random.Random(SEED), 700)
    taken = {address.partition("?")[0] for address in asked}
    posted = {"search/events", "feedback"}
    for route in routes_of("cms.urls.delivery"):
        name = re.sub(r"[\^$]", "", route).removeprefix("api/public/v1").strip("/")
        if "<" in name:
            assert any(address.startswith(f"{PUBLIC}/content/") for address in taken)
        elif name not in posted:
            assert {f"{PUBLIC}/{name}", f"{PUBLIC}/{name}/", PUBLIC} & taken, name
    for route, values in parameters({}).items():
        for name in values if "{" not in route else ():
            assert any(address.startswith(f"{PUBLIC}{route}?") and f"{name}=" in address for address in asked), (
                route,
                name,
            )
    assert len({address for address in asked if address.startswith(f"{PUBLIC}/search?")}) >= 60


def test_what_is_hidden_answers_as_what_never_was(twins: Twins) -> None:
    """By path and by id: but for the address, which the answer repeats, it is the answer to a path out of the air."""
    paths, ids = (
        {*two} - {*one} for one, two in ((twins.alone.paths, twins.beside.paths), (twins.alone.ids, twins.beside.ids))
    )
    nothing = Ask(f"{PUBLIC}/content/nothing-was-ever-here")
    found = answers(twins.beside, [nothing, *map(Ask, contents(sorted(paths), sorted(ids)))])
    expected = found[nothing]
    assert expected.status == 404
    for ask, got in found.items():
        same = got.body.replace(ask.address.encode(), nothing.address.encode())
        headers = {name: value for name, value in got.headers.items() if name not in {"content-length", "etag"}}
        assert (got.status, same) == (404, expected.body), ask
        assert headers == {name: expected.headers[name] for name in headers}, ask


def test_the_site_shows_the_same(twins: Twins) -> None:
    pages = site_addresses(twins.paths, queries(random.Random(SEED), 40))
    one, two = site_answers(twins.alone, pages), site_answers(twins.beside, pages)
    found = differences(one, two)
    assert found == [], report(found, SEED)
    assert {200, 301, 404, 410} <= {got.status for got in one.values()}
    assert not [ask for ask, got in one.items() if got.status >= 500]


def test_media_are_the_same(twins: Twins) -> None:
    """Public are those that public answers name, in both worlds, with the same bytes; no other, guess as one may."""
    named = media_named(twins.alone)
    assert len(named) >= 2
    one, two = (
        {name: (got.status, steady(got), got.body) for name, got in world.media.items() if got.status == 200}
        for world in twins
    )
    assert one == two
    assert {*one} == named
    assert len(twins.beside.media) > len(twins.alone.media) + 10
    assert {got.status for got in twins.beside.media.values()} == {200, 302, 404}


def media_named(world: World) -> set[str]:
    """Return the addresses of media in the answers of a world."""
    whole = [Ask(f"{PUBLIC}/items?include=body&limit=20&page={page}") for page in range(1, 4)]
    bodies = b"".join(got.body for got in answers(world, whole).values())
    return {address.decode() for address in MEDIA.findall(bodies)}


def steady(got: Got) -> dict[str, str]:
    """Return the headers of a medium. A file's own time is of the real clock."""
    return {name: value for name, value in got.headers.items() if name not in {"date", "last-modified"}}


@pytest.mark.elasticsearch
def test_elasticsearch_answers_the_same(
    unblocked: None, tmp_path: Path, elasticsearch_url: str, index_prefix: str
) -> None:
    names = {"alone": f"{index_prefix}-a", "beside": f"{index_prefix}-b"}
    alone, beside = (
        build(
            tmp_path / name,
            SEED,
            name == "beside",
            {"ELASTICSEARCH_URL": elasticsearch_url, "ELASTICSEARCH_PREFIX": prefix},
        )
        for name, prefix in names.items()
    )
    found = api_differences(Twins(alone, beside), SEED, 700)
    assert found == [], report(found, SEED)
    with alone.asked() as ask:
        assert ask(f"{PUBLIC}/search?q=clinic").json["degraded"] is False


@pytest.mark.drill
def test_drill_of_thousands_of_addresses(unblocked: None, tmp_path: Path) -> None:
    """Worlds of seeds that nobody chose; HEADLAND_TEST_SEED repeats one."""
    seeds = drill_seeds()
    for seed in seeds:
        twins = Twins(build(tmp_path / f"a{seed}", seed, False), build(tmp_path / f"b{seed}", seed, True))
        found = api_differences(twins, seed, 4_000)
        assert found == [], report(found, seed)
