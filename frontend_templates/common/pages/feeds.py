"""Atom feeds (RFC 4287) of a list, of the whole site and of a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from frontend_templates.common.api.api_errors import NotFound
from frontend_templates.common.links import safe_href
from frontend_templates.common.pages.listing import FEED, feed_path, filters_of
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.site import Site
from frontend_templates.common.words.declared import DATED
from frontend_templates.common.words.paths import canonical_path, content_address, quoted

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
ENTRIES = 30
NEVER = "1970-01-01T00:00:00Z"
ElementTree.register_namespace("", ATOM)


async def list_feed(visit: Visit) -> Page:
    """Answer ``<path of a list>/feed.atom``, and ``/feed.atom`` for all that is told by date. Raises ApiError."""
    path = canonical_path(visit.path.removesuffix(FEED) or "/")
    if path is None:
        raise NotFound("no item can be here")
    item = await visit.requests.get(*content_address(path))
    if item.get("state") == "redirect":
        location = safe_href(item.get("location"))
        if not location.startswith("/") or location == path:
            raise NotFound("no list here")
        return visit.redirect(feed_path(location), bool(item.get("permanent")))
    filters = {"type": ",".join(DATED)} if item.get("type") == "home" else filters_of(item)
    if filters is None:
        raise NotFound("this page has no list")
    if visit.path != f"{'' if path == '/' else path}{FEED}":
        return visit.redirect(feed_path(path), permanent=True)
    answer = await visit.requests.get("items", {**filters, "limit": ENTRIES})
    site = visit.app.site
    title = str(item["title"])
    return feed(visit, site.absolute(quoted(path)), site.absolute(feed_path(path)), title, answer["results"])


def feed(visit: Visit, page_url: str, feed_url: str, title: str, cards: Iterable[Mapping[str, Any]]) -> Page:
    """Return cards as a feed. ``page_url`` is the page of the same things; both are whole addresses."""
    return visit.inert(atom(visit.app.site, page_url, feed_url, title, list(cards)), CONTENT_TYPE)


def atom(site: Site, page_url: str, feed_url: str, title: str, cards: list[Mapping[str, Any]]) -> bytes:
    """Return the feed's XML."""
    root = element(None, "feed", {"xml:lang": site.language})
    element(root, "id", text=feed_url)
    element(root, "title", text=title)
    element(root, "updated", text=max((str(card.get("updated_at") or NEVER) for card in cards), default=NEVER))
    element(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed_url})
    element(root, "link", {"rel": "alternate", "type": "text/html", "href": page_url})
    person = element(root, "author")
    element(person, "name", text=site.title)
    for card in cards:
        add_entry(root, site, card)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def add_entry(root: ElementTree.Element, site: Site, card: Mapping[str, Any]) -> None:
    """Add one card. Its id stays when the page moves."""
    entry = element(root, "entry")
    element(entry, "id", text=f"urn:uuid:{card['content_id']}")
    element(entry, "title", text=card["title"])
    element(entry, "link", {"rel": "alternate", "type": "text/html", "href": site.absolute(quoted(card["path"]))})
    element(entry, "updated", text=card.get("updated_at") or card.get("published_at") or NEVER)
    if card.get("published_at"):
        element(entry, "published", text=card["published_at"])
    facets = card.get("facets") or {}
    for author in facets.get("author") or []:
        element(element(entry, "author"), "name", text=author["label"])
    for value in [*(facets.get("topic") or []), *(facets.get("tag") or [])]:
        element(entry, "category", {"term": value["value"], "label": value["label"]})
    if card.get("summary"):
        element(entry, "summary", {"type": "text"}, text=card["summary"])


def element(
    parent: ElementTree.Element | None, name: str, attributes: Mapping[str, str] | None = None, text: Any = None
) -> ElementTree.Element:
    """Add an element of Atom's namespace; characters that XML cannot hold are left out."""
    tag = f"{{{ATOM}}}{name}"
    xml_attributes = {
        "{http://www.w3.org/XML/1998/namespace}lang" if key == "xml:lang" else key: xml_text(value)
        for key, value in (attributes or {}).items()
    }
    node = (
        ElementTree.Element(tag, xml_attributes)
        if parent is None
        else ElementTree.SubElement(parent, tag, xml_attributes)
    )
    if text is not None:
        node.text = xml_text(str(text))
    return node


def xml_text(text: str) -> str:
    """Return text without what XML 1.0 forbids: most control characters, surrogates, U+FFFE and U+FFFF."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )
