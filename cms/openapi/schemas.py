"""Schemas of answers that are not items (lists, search, site and the rest), as pydantic models."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from site_content.audiences import Audience
from site_content.items.schemas import Card, Link, Schema


class Highlights(Schema):
    """Text already HTML-escaped, in which `<mark>` and `</mark>` are the only markup."""

    title: str
    summary: str
    body: list[str]


class SearchResult(Card):
    """A card, and where the words were found."""

    highlights: Highlights


class FacetCount(Schema):
    """How many results carry a value of a facet."""

    value: str
    label: str
    count: int


class Page(Schema):
    """What every list has. `next` and `previous` are addresses, null at the ends."""

    count: int = Field(description="Exact number of results on all pages")
    next: str | None
    previous: str | None


class SearchAnswer(Schema):
    """What editors tie to a search, to be shown above its results. `text` is plain, with line ends."""

    kind: Literal["emergency", "page", "contact", "hours"]
    title: str
    text: str
    phones: list[str]
    page: Card | None = Field(description="The page it leads to")
    locale: str


class Exclusion(Schema):
    """Words after a minus, which no result holds."""

    text: str
    query: str = Field(description="The query with these words let in again")


class SearchResults(Page):
    """A page of search results."""

    results: list[SearchResult]
    facets: dict[str, list[FacetCount]]
    suggestion: str | None = Field(description="Another spelling that finds results")
    dropped: list[str] = Field(description="Words of the query that no item contains")
    nearest: list[str] = Field(description="Other queries that find results, when this one finds none")
    excluded: list[Exclusion] = Field(description="What the query excludes by a minus")
    answers: list[SearchAnswer] = Field(description="What to show above the results, emergencies first; mostly nothing")
    degraded: bool = Field(description="Whether the standby engine answered")
    query_id: str


class MonthCount(Schema):
    """How many items were published in a month."""

    month: str = Field(pattern=r"^\d{4}-\d{2}$", description="Year and month, by the site's clock")
    count: int


class Months(Schema):
    """Months with items, newest first."""

    results: list[MonthCount]


class Suggestion(Schema):
    """A title that begins as the reader types."""

    title: str
    path: str
    type: str
    audience: Audience


class Suggestions(Schema):
    """Suggestions, the best first."""

    results: list[Suggestion]


class RelatedItems(Schema):
    """Pages about the same subject, the nearest first."""

    results: list[Card]


class CountedCard(Card):
    """A topic or an author, and how many items belong to it."""

    item_count: int


class CountedList(Page):
    """A page of topics or authors."""

    results: list[CountedCard]


class SomeFields(BaseModel):
    """Only the fields that `fields=` asked for, of a card or an item."""

    model_config = ConfigDict(extra="allow")


class NavigationEntry(Schema):
    """A page in a menu."""

    title: str
    path: str
    children: list[NavigationEntry]


class FooterColumn(Schema):
    """A column of links."""

    title: str
    links: list[Link]


class Navigation(Schema):
    """What stands in the header and the footer."""

    header: list[NavigationEntry]
    footer: list[FooterColumn]


class Alert(Schema):
    """An alert in force. An empty `path_prefix` is every page."""

    id: int
    level: str
    title: str
    html: str
    path_prefix: str
    link: Link | None


class Site(Schema):
    """The site's name and settings, and the alerts in force now."""

    name: str
    description: str
    alerts: list[Alert]
    settings: dict[str, Any]


class CopyHealth(Schema):
    """Where a copy stands, null without one. Both numbers count only what its readers could see."""

    audience: Audience
    position: int | None
    age_seconds: int | None = Field(description="Seconds since its readers saw a change")
    lag: int | None = Field(
        description="Number of log positions that the copy has not reached yet, if this process knows it"
    )
    heard_seconds: int | None = Field(description="Seconds since the copy's follower last heard the log")
    is_damaged: bool = Field(description="Whether a reader met damage: a new copy is being made")


class SearchHealth(Schema):
    """Which engine is asked first."""

    engine: Literal["embedded", "elasticsearch"]


class Health(Schema):
    """The state of a process."""

    status: Literal["ok", "unavailable"]
    copy_: CopyHealth = Field(alias="copy")
    search: SearchHealth


class Index(Schema):
    """Where to go from here."""

    name: str
    version: str
    description: str
    docs: str
    routes: dict[str, str]


class ParameterError(Schema):
    """What is wrong with one parameter or field."""

    parameter: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457). A 400 has `errors`; a 410 has `state`, `reason` and `item_title`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ParameterError] = Field(default_factory=list)


class Change(Schema):
    """A line of the log. With `upsert` comes the item; with `delete` it is null."""

    seq: int
    op: Literal["upsert", "delete"]
    content_id: UUID
    audience: Audience
    path: str
    type: str
    state: str


class ClosedPlace(Schema):
    """A place whose items may not be read any more: all at `path` and below it that were written before `seq`."""

    seq: int
    audience: Audience
    path: str


def answer_schemas(answer: Any) -> list[type[BaseModel]]:
    """Return every shape. ``answer`` is the model of what content answers with: an item or a redirect."""
    item = create_model("ChangeEntry", __base__=Change, __doc__=Change.__doc__, item=(answer | None, ...))
    more: dict[str, Any] = {"__base__": Page, "results": (list[Card | answer | SomeFields], ...)}
    items = create_model("ItemList", __doc__="A page of cards, of whole items with `include=body`.", **more)
    log: dict[str, Any] = {
        "__base__": Schema,
        "results": (list[item], ...),
        "next": (str | None, ...),
        "position": (int, ...),
        "head": (int, ...),
        "closed": (
            list[ClosedPlace],
            Field(description="Places closed since: delete at once what you hold below them"),
        ),
        "reset": (bool, Field(description="Whether the position asked for was of an older count: all changes follow")),
    }
    page = create_model("ChangePage", __doc__="Changes, oldest first; keep `position`.", **log)
    lists: list[type[BaseModel]] = [items, page, SearchResults, Suggestions, CountedList, Months, RelatedItems]
    return [*lists, Navigation, Site, Health, Index, Problem]
