"""The search settings in the log: ``~search``, one for each audience, rebuilt when an editor changes one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.search_promotions.models import SearchPromotion

from search.search_settings import SearchSettings
from site_content.audiences import AUDIENCES
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.publishing.global_items import global_item
from site_content.publishing.refresh_queue import enqueue
from site_content.publishing.signals import drain_after_commit
from site_content.search_settings.answer_models import SearchAnswer
from site_content.search_settings.answers import answers_of
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord, rules_of


@global_item("search")
def search_settings_json(audience: str) -> dict[str, Any]:
    """Return ``SearchSettings.to_json()`` without pages the audience may not read, and without the queries for them."""
    resolver = LinkResolver(audience)
    promotions = SearchPromotion.objects.filter(page__isnull=False).order_by("sort_order", "pk")
    promoted = [(query, page) for query, page in promotions.values_list("query__query_string", "page_id")]
    hidden = list(HiddenResult.objects.values_list("query", "page_id"))
    resolver.cards([page for _, page in (*promoted, *hidden)], TITLE)
    two_way, one_way = rules_of(SynonymRule.objects.filter(shown_on__in=[audience, "both"]))
    search_settings = SearchSettings(
        two_way=tuple(map(tuple, two_way)),
        one_way=tuple((term, tuple(also)) for term, also in one_way),
        promoted=_by_query(promoted, resolver),
        excluded=_by_query(hidden, resolver),
        never_suggest=tuple(UnspokenWord.objects.values_list("word", flat=True)),
        answers=answers_of(audience, resolver),
    )
    return {**search_settings.to_json(), "links_used": sorted(resolver.links)}


def _by_query(pairs: list[tuple[str, int]], resolver: LinkResolver) -> dict[str, tuple[str, ...]]:
    ids_by_query: dict[str, list[str]] = {}
    for query, page_id in pairs:
        card = resolver.card(page_id, TITLE)
        if card is not None:
            ids_by_query.setdefault(query, []).append(card["content_id"])
    return {query: tuple(dict.fromkeys(ids)) for query, ids in ids_by_query.items()}


def on_search_settings_changed(sender: type, **kwargs: Any) -> None:
    """An editor changed a search setting."""
    keys = [f"~search:{audience}" for audience in AUDIENCES]
    enqueue(keys)
    drain_after_commit(keys)


def connect() -> None:
    """Connect what tells that the search settings changed; called once when the app is ready."""
    for model in (SynonymRule, HiddenResult, UnspokenWord, SearchPromotion, SearchAnswer):
        for signal in (post_save, post_delete):
            signal.connect(on_search_settings_changed, sender=model, dispatch_uid=f"headland-lever-{model.__name__}")
