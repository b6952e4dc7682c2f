"""Where the public can meet a page: whether each of fifteen surfaces shows it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

Page = dict[str, Any]
Surface = Callable[[httpx.Client, dict[str, str], Page], bool]
API = "/api/public/v1"


def _word_at(root: str, address: str) -> Surface:
    """A surface that shows a page where its word stands in a good answer."""

    def is_shown(client: httpx.Client, roots: dict[str, str], page: Page) -> bool:
        answer = client.get(f"{roots[root]}{address.format(**page)}")
        return answer.status_code == 200 and page["word"].lower() in answer.text.lower()

    return is_shown


def _in_results(address: str) -> Surface:
    """A list or search of the API: in its results, as an answer may repeat what was asked."""

    def is_shown(client: httpx.Client, roots: dict[str, str], page: Page) -> bool:
        answer = client.get(f"{roots['delivery']}{API}{address.format(**page)}").json()
        return any(page["word"] in card["title"] for card in answer["results"])

    return is_shown


def _counted(listing: str, key: str) -> Surface:
    """A list of topics or authors that counts a page."""

    def is_shown(client: httpx.Client, roots: dict[str, str], page: Page) -> bool:
        cards = client.get(f"{roots['delivery']}{API}/{listing}?limit=100").json()["results"]
        return any(card["item_count"] for card in cards if card["path"].rsplit("/", 1)[-1] == page[key])

    return is_shown


def _in_changes(client: httpx.Client, roots: dict[str, str], page: Page) -> bool:
    """What a client knows that follows the changes, and asks for those that it has not seen."""
    key = (roots["delivery"], page["content_id"], page["path"])
    position, is_shown = _FOLLOWED.get(key, (0, False))
    more = True
    while more:
        answer = client.get(f"{roots['delivery']}{API}/changes?limit=500&after={position}").json()
        for change in answer["results"]:
            if (change["content_id"], change["path"]) == (page["content_id"], page["path"]):
                is_shown = change["op"] == "upsert"
        position, more = answer["position"], bool(answer["results"])
    _FOLLOWED[key] = position, is_shown
    return is_shown


def _medium(root: str, number: int) -> Surface:
    def is_shown(client: httpx.Client, roots: dict[str, str], page: Page) -> bool:
        return client.get(f"{roots[root]}{page['media'][number]}").status_code == 200

    return is_shown


# Position and state by who follows what.
_FOLLOWED: dict[tuple[str, str, str], tuple[int, bool]] = {}
SURFACES: dict[str, Surface] = {
    "content": _word_at("delivery", f"{API}/content{{path}}"),
    "by-id": _word_at("delivery", f"{API}/content/by-id/{{content_id}}"),
    "items": _in_results("/items?type=blog&limit=100"),
    "search": _in_results("/search?q={word}"),
    "suggest": _in_results("/suggest?q={word}"),
    "topics": _counted("topics", "topic"),
    "authors": _counted("authors", "author"),
    "navigation": _word_at("delivery", f"{API}/navigation"),
    "changes": _in_changes,
    "feed": _word_at("public", "/search/feed.atom?type=blog"),
    "sitemap": _word_at("public", "/sitemap.xml"),
    "site page": _word_at("public", "{path}"),
    "site search": _word_at("public", "/search?type=blog"),
    "picture": _medium("cms", 0),
    "picture on the site": _medium("public", 0),
    "file": _medium("cms", 1),
    "file on the site": _medium("public", 1),
}
MEDIA = [name for name in SURFACES if name.startswith(("picture", "file"))]
