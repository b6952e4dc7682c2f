"""The search lab: shows both engines' results side by side, and explains each score."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from search.engine import Engine
from search.errors import EngineUnavailable, InvalidRequest
from search.request import MAX_QUERY_CHARACTERS, SearchRequest
from search.results import Hit, SearchResults
from search.search_settings import SearchSettings
from site_content.audiences import AUDIENCES, PUBLIC, SITE_CHOICES
from site_content.followers.copies.opening import CopyFile, CopyUnavailable
from site_content.followers.copies.read import document
from site_content.followers.engines import EmbeddedEngine, elastic_engine
from site_content.pages.content_page import TYPES
from site_content.pages.front_end import front_end_of
from site_content.search_settings.score_explanation import explanation_lines

RESULTS = 10
COPIES: dict[str, CopyFile] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """What one engine answered. ``problem`` says why it did not."""

    engine: str
    milliseconds: float
    results: SearchResults | None
    hits: list[dict[str, Any]]
    problem: str = ""


@require_safe
@permission_required("site_content.change_synonymrule", raise_exception=True)
def lab(request: HttpRequest) -> HttpResponse:
    """Show the form and, for a query, a column an engine."""
    query = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS]
    audience = request.GET.get("audience", "")
    audience = audience if audience in AUDIENCES else PUBLIC
    first_type = request.GET.get("first_type", "")
    first_type = first_type if first_type in TYPES else ""
    columns = ask(query, audience, first_type) if query.strip() else []
    context = {
        "q": query,
        "audience": audience,
        "audiences": SITE_CHOICES,
        "first_type": first_type,
        "types": sorted(TYPES),
        "columns": columns,
        "limit": MAX_QUERY_CHARACTERS,
        "breadcrumbs_items": [{"url": "", "label": "Search lab"}],
    }
    return render(request, "site_content/search_settings/lab.html", context)


def ask(query: str, audience: str, first_type: str = "") -> list[Column]:
    """Put one query to every engine there is, with the search settings as they are now."""
    first_types = (first_type,) if first_type else ()
    request = SearchRequest(query, timezone.now(), limit=RESULTS, explain=True, first_types=first_types)
    copy = COPIES.setdefault(audience, CopyFile(settings.COPY_FILES[audience]))
    try:
        search_settings = SearchSettings.from_json(document(copy.connection(), "~search", audience) or {})
    except CopyUnavailable as error:
        return [Column("Embedded", 0.0, None, [], str(error))]
    engines: dict[str, Engine | None] = {"Embedded": EmbeddedEngine(copy), "Elasticsearch": elastic_engine(audience)}
    return [_column(name, audience, engine, request, search_settings) for name, engine in engines.items() if engine]


def _column(
    name: str, audience: str, engine: Engine, request: SearchRequest, search_settings: SearchSettings
) -> Column:
    began = time.perf_counter()
    try:
        results = engine.search(request, search_settings)
    except (EngineUnavailable, InvalidRequest) as error:
        return Column(name, (time.perf_counter() - began) * 1000, None, [], str(error))
    took = (time.perf_counter() - began) * 1000
    hits = [_hit_json(hit, place, audience) for place, hit in enumerate(results.hits, 1)]
    return Column(name, took, results, hits)


def _hit_json(hit: Hit, place: int, audience: str) -> dict[str, Any]:
    """Return one result as the template shows it: its score, and the explanation as lines."""
    explanation = hit.explanation or {}
    return {
        "place": place,
        "card": hit.card,
        "url": front_end_of(hit.card.get("audience", audience)) + hit.card.get("path", ""),
        "score": hit.score,
        # Highlights are escaped text with <mark> alone (search/highlight.py).
        "title": mark_safe(hit.highlights.get("title", "")),  # noqa: S308
        "body": [mark_safe(fragment) for fragment in hit.highlights.get("body", [])],  # noqa: S308
        "lines": [*_factors(explanation.get("factors") or {}), *_lines(explanation.get("text"))],
    }


def _factors(factors: dict[str, float]) -> list[str]:
    return [f"{name.replace('_', ' ')}: {value:.3g}" for name, value in factors.items() if value != 1.0]


def _lines(text: Any) -> list[str]:
    """Return what an engine says of a text's score: the embedded one as rows, Elasticsearch as a tree."""
    if isinstance(text, list):
        return [f"{each['score']:.3g}  {each['kind']} “{each['text']}” in {each['field']}" for each in text]
    return explanation_lines(text)
