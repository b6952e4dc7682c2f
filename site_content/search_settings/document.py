"""The levers as they travel in the log: ``~search``, one an audience, made again whenever an editor changes one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.search_promotions.models import SearchPromotion

from search.levers import Levers
from site_content.items.link_resolver import TITLE, AudienceView
from site_content.publishing.marks import mark
from site_content.publishing.signals import drain_after_commit
from site_content.publishing.singletons import AUDIENCES, singleton
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord, rules_of


@singleton("search")
def levers_json(audience: str) -> dict[str, Any]:
    """Return ``Levers.to_json()`` without pages the audience may not read, and without the queries for them."""
    view = AudienceView(audience)
    promotions = SearchPromotion.objects.filter(page__isnull=False).order_by("sort_order", "pk")
    promoted = [(query, page) for query, page in promotions.values_list("query__query_string", "page_id")]
    hidden = list(HiddenResult.objects.values_list("query", "page_id"))
    view.cards([page for _, page in (*promoted, *hidden)], TITLE)
    two_way, one_way = rules_of(SynonymRule.objects.filter(shown_on__in=[audience, "both"]))
    levers = Levers(
        two_way=tuple(map(tuple, two_way)),
        one_way=tuple((asked, tuple(also)) for asked, also in one_way),
        promoted=_by_query(promoted, view),
        excluded=_by_query(hidden, view),
        never_suggest=tuple(UnspokenWord.objects.values_list("word", flat=True)),
    )
    return {**levers.to_json(), "links_used": sorted(view.links)}


def _by_query(pairs: list[tuple[str, int]], view: AudienceView) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for query, page_id in pairs:
        card = view.card(page_id, TITLE)
        if card is not None:
            found.setdefault(query, []).append(card["content_id"])
    return {query: tuple(dict.fromkeys(ids)) for query, ids in found.items()}


def on_lever_changed(sender: type, **kwargs: Any) -> None:
    """An editor pulled a lever."""
    mark(f"~search:{audience}" for audience in AUDIENCES)
    drain_after_commit()


def connect() -> None:
    """Connect what tells that the levers changed; called once when the app is ready."""
    for model in (SynonymRule, HiddenResult, UnspokenWord, SearchPromotion):
        for signal in (post_save, post_delete):
            signal.connect(on_lever_changed, sender=model, dispatch_uid=f"headland-lever-{model.__name__}")
