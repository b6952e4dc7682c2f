"""Any title, typed or pasted in any spelling, quoted or not, finds its page first."""

import random

import pytest

from search.engine import Engine
from search.entry import Entry
from search.request import SearchRequest
from search.search_settings import SearchSettings
from tests.search.conftest import Fill
from tests.search.real_content import FILE, real_entries
from tests.search.spelt_titles import spellings
from tests.search.texts import NOW, entry
from tests.search.titles import TITLES

_SETTINGS = SearchSettings()


def entries() -> list[Entry]:
    """A page of each title, the real ones too where they are, and pages that say parts of these titles."""
    pages = [entry(title, f"Page {place}. Read more.") for place, title in enumerate(TITLES)]
    bodies = [entry(f"Archive {place}", " ".join(TITLES[place::9] * 3)) for place in range(9)]
    return [*pages, *bodies, *(real_entries() if FILE.is_file() else [])]


def cases(pages: list[Entry], count: int) -> list[tuple[str, str]]:
    """So many (title, spelling) of all that there are, the same ones each time."""
    titles = dict.fromkeys(page.title for page in pages)
    every = {(title, query) for seed in range(4) for title in titles for query in spellings(title, seed)}
    # Without the real titles there are fewer.
    return random.Random(count).sample(sorted(every), min(count, len(every)))


def misses(engine: Engine, asked: list[tuple[str, str]]) -> list[str]:
    """The spellings that do not find their title first."""
    missed = []
    for title, query in asked:
        hits = engine.search(SearchRequest(query, NOW, limit=2, facet_names=()), _SETTINGS).hits
        if not hits or hits[0].card["title"] != title:
            missed.append(f"{query!r}: {hits[0].card['title'] if hits else None!r}, should be {title!r}")
    return missed


def test_every_title_is_found_first_however_it_is_spelt(embedded_fill: Fill) -> None:
    pages = entries()
    assert misses(embedded_fill(pages).engine, cases(pages, 5_000)) == []


@pytest.mark.elasticsearch
def test_titles_are_found_first_by_elasticsearch_too(elastic_fill: Fill) -> None:
    pages = entries()
    assert misses(elastic_fill(pages).engine, cases(pages, 400)) == []


@pytest.mark.drill
@pytest.mark.elasticsearch
def test_every_title_is_found_first_by_elasticsearch_too(elastic_fill: Fill) -> None:
    pages = entries()
    assert misses(elastic_fill(pages).engine, cases(pages, 5_001)) == []
