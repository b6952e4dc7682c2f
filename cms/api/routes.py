"""The routes of the API, the same for the public and for staff."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import StringConverter

from cms.api.changes import Changes
from cms.api.content import Content, ContentById
from cms.api.endpoint import Endpoint
from cms.api.global_items import Navigation, SiteView
from cms.api.health import Health
from cms.api.index import Index
from cms.api.items import Items
from cms.api.listings import Authors, Topics
from cms.api.months import Months
from cms.api.openapi_json import Description, Docs, DocsScript
from cms.api.related import Related
from cms.api.search import Search, Suggest
from cms.api.usage import Feedback, SearchEvent

ROUTES: dict[str, type[Endpoint]] = {
    "": Index,
    "content": Content,
    "items": Items,
    "items/months": Months,
    "search": Search,
    "suggest": Suggest,
    "navigation": Navigation,
    "site": SiteView,
    "topics": Topics,
    "authors": Authors,
    "changes": Changes,
    "openapi.json": Description,
    "docs": Docs,
    "docs.js": DocsScript,
    "health": Health,
}


class AnyPath(StringConverter):
    """Everything that is left of an address, slashes and line ends too, or nothing."""

    regex = "(?s:.*)"


class AnyCaseUuid(StringConverter):
    """A UUID in either case."""

    regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


register_converter(AnyPath, "anypath")
register_converter(AnyCaseUuid, "anyuuid")


def routes(reader_name: str, **options: Any) -> list[URLPattern]:
    """Return the URL patterns of a reader, to be included under its base. ``options`` are the views' attributes."""
    attributes = {"reader_name": reader_name, **options}
    patterns = [
        path("content/by-id/<anyuuid:content_id>", ContentById.as_view(**attributes), name="content-by-id"),
        path("content/by-id/<anyuuid:content_id>/related", Related.as_view(**attributes), name="related"),
        path("content/<anypath:path>", Content.as_view(**attributes), name="content-at"),
        path("search/events", SearchEvent.as_view(**attributes), name="search-events"),
        path("feedback", Feedback.as_view(**attributes), name="feedback"),
    ]
    for name, view in ROUTES.items():
        patterns.append(path(name, view.as_view(**attributes), name=f"api-{name}" if name else "api"))
    # One slash more is the commonest slip; such an address works, but is not described.
    slipped = [name for name in ROUTES if name.replace("/", "").isalpha() and name != "content"]
    patterns += [
        re_path(rf"^{name}/$", ROUTES[name].as_view(**attributes), name=f"api-{name}-slash") for name in slipped
    ]
    by_id = re_path(rf"^content/by-id/(?P<content_id>{AnyCaseUuid.regex})/$", ContentById.as_view(**attributes))
    # Before the paths of content, which take everything.
    return [by_id, *patterns]
