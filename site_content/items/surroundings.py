"""Surroundings: the rings round places of the tree, looked up for many places at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from wagtail.models import Page, PageViewRestriction

from site_content.batch_memory import recall
from site_content.items.rings import Ring, ring_of


class Surroundings:
    """Restrictions by place, and the originals of aliases. What was learned once is asked for no more."""

    def __init__(self) -> None:
        self._originals: dict[str, str | None] = {}
        self._rings: dict[str, list[Ring]] = {}

    def learn(self, places: Iterable[str]) -> None:
        """Look up all that lies round some places: a query for each step from alias to original, two for the rings."""
        new = {above for place in places for above in places_above(place)} - self._originals.keys()
        learned: set[str] = set()
        while new:
            aliases = Page.objects.filter(path__in=new, alias_of__isnull=False)
            originals = dict(aliases.values_list("path", "alias_of__path"))
            self._originals.update({place: originals.get(place) for place in new})
            learned |= new
            new = {above for place in originals.values() for above in places_above(place)} - self._originals.keys()
        if not learned:
            return
        rows = PageViewRestriction.objects.filter(page__path__in=learned).annotate(place=F("page__path"))
        for row in rows.prefetch_related("groups").order_by("pk"):
            self._rings.setdefault(row.place, []).append(ring_of(row))

    def rings(self, place: str) -> tuple[list[Ring], set[str]]:
        """Return the rings round a place, each once and outermost first, and the originals of aliases round it."""
        self.learn([place])
        places: set[str] = set()
        originals: set[str] = set()
        new = {place}
        while new:
            new = {above for each in new for above in places_above(each)} - places
            places |= new
            new = {original for each in new if (original := self._originals[each]) is not None}
            originals |= new
        rings = [ring for each in sorted(places) for ring in self._rings.get(each, ())]
        return list(dict.fromkeys(rings)), originals


def surroundings() -> Surroundings:
    """Return those of this batch; outside one, those of nobody: they are looked up anew."""
    return recall("surroundings", Surroundings)


def places_above(place: str) -> list[str]:
    """Return a place of the tree and all above it."""
    return [place[:end] for end in range(Page.steplen, len(place) + 1, Page.steplen)]


def page_ids(places: Iterable[str]) -> dict[str, int]:
    """Return the ids of the pages at some places, in tree order: one query, none where a batch knows them."""
    wanted_places = sorted(set(places))
    ids = recall("page ids", dict[str, int])
    missing = [place for place in wanted_places if place not in ids]
    if missing:
        ids.update(Page.objects.filter(path__in=missing).values_list("path", "id"))
    return {place: ids[place] for place in wanted_places if place in ids}
