"""Structured data (schema.org) of a page, by its content type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frontend_templates.common.links import safe_href
from frontend_templates.common.site import Site
from frontend_templates.common.words.html import plain
from frontend_templates.common.words.meta import social_image

TYPES = {
    "news": "NewsArticle",
    "blog": "BlogPosting",
    "guidance": "MedicalWebPage",
    "section": "CollectionPage",
    "topic": "CollectionPage",
    "author": "ProfilePage",
}
ARTICLES = {"NewsArticle", "BlogPosting"}
MAX_HEADLINE = 110


def graph(site: Site, site_name: str, item: Mapping[str, Any], path: str, title: str) -> dict[str, Any]:
    """Return the JSON-LD document of an item's page at a path of it."""
    nodes = [page_node(site, site_name, item, path, title)]
    trail = item.get("breadcrumbs") or []
    if trail:
        nodes.append(breadcrumb_node(site, [*trail, {"title": title, "path": path}]))
    if item.get("type") == "home":
        nodes.append(website_node(site, site_name))
    return {"@context": "https://schema.org", "@graph": nodes}


def page_node(site: Site, site_name: str, item: Mapping[str, Any], path: str, title: str) -> dict[str, Any]:
    """Return the page itself."""
    kind = TYPES.get(str(item.get("type")), "WebPage")
    organization = {"@type": "Organization", "name": site_name, "url": site.url}
    url = site.absolute(path)
    node: dict[str, Any] = {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": title,
        "description": item.get("summary") or None,
        "inLanguage": item.get("locale") or site.language,
        "datePublished": item.get("published_at"),
        "dateModified": item.get("updated_at"),
        "publisher": organization,
        "isPartOf": {"@type": "WebSite", "@id": f"{site.url}/#site", "name": site_name, "url": site.url},
        "image": social_image(site, item)[0],
        "keywords": [tag["label"] for tag in (item.get("meta") or {}).get("tags") or []] or None,
    }
    links: Mapping[str, Any] = item.get("links") or {}
    details: Mapping[str, Any] = item.get("details") or {}
    about = [{"@type": "Thing", "name": card["title"]} for card in links.get("topics") or []]
    node["about"] = about or None
    if kind in ARTICLES:
        people = [person(site, card) for card in links.get("authors") or []]
        node |= {"headline": title[:MAX_HEADLINE], "mainEntityOfPage": url, "author": people or [organization]}
    elif kind == "MedicalWebPage":
        node |= {"lastReviewed": details.get("last_reviewed"), "audience": audience(details.get("who_for"))}
    elif kind == "ProfilePage":
        node["mainEntity"] = {
            "@type": "Person",
            "name": title,
            "url": url,
            "jobTitle": details.get("role") or None,
            "affiliation": {"@type": "Organization", "name": details["organisation"]}
            if details.get("organisation")
            else None,
        }
    return without_nothing(node)


def audience(readers: Any) -> dict[str, str] | None:
    """Return who a guide is for."""
    text = plain(readers) if isinstance(readers, str) else ""
    return {"@type": "MedicalAudience", "audienceType": text} if text else None


def person(site: Site, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return an author by their card."""
    return {"@type": "Person", "name": card["title"], "url": site.absolute(card["path"])}


def breadcrumb_node(site: Site, trail: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the steps from the home page to the page itself."""
    steps = [
        {"@type": "ListItem", "position": place, "name": step["title"], "item": site.absolute(safe_href(step["path"]))}
        for place, step in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def website_node(site: Site, site_name: str) -> dict[str, Any]:
    """Return the site, with how to search it."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{site.url}/search?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return {
        "@type": "WebSite",
        "@id": f"{site.url}/#site",
        "name": site_name,
        "url": site.url,
        "potentialAction": search,
    }


def without_nothing(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node without members that say nothing, at any depth."""
    return {
        name: without_nothing(value) if isinstance(value, dict) else value
        for name, value in node.items()
        if value is not None and value != ""
    }
