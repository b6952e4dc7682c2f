"""One item: by its path in any spelling, or by its content_id. One SELECT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.errors import Problem, invalid
from cms.api.freshness import NO_STORE, absence, freshness_of_one
from cms.api.parameters import text
from cms.api.paths import canonical_path
from cms.api.reply import Reply
from site_content.followers.copies.read import Answer, StoredItem, item_at, item_with_id

PATH = text("path", 2000, "The path, in any spelling. Use it instead of a path in the address.")
_ENDED = {"gone": "This page has been removed.", "withdrawn": "This page has been withdrawn."}
_NOTHING = Answer(None, None)


class Content(Endpoint):
    """One item by its path, in one request: live, or where it moved to; 410 tells that and why it was taken away.

    Paths are the site's own (`/news/flu`), in any spelling: case, slashes and percent-encoding do not matter. A
    redirect is answered with 200, `state: redirect` and `location`: the client decides. The path of a part of guidance
    answers the whole item.
    """

    operation = "content"
    answer_schema = "ContentAnswer"
    parameters = (PATH,)
    errors = (404, 410)

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the item at a path."""
        written = str(route.get("path", ""))
        by_parameter = api_request.values["path"]
        if written.strip("/") and by_parameter:
            raise invalid([("path", "Give the path in the address or as a parameter, not both.")])
        if "path" not in route and not by_parameter:
            raise invalid([("path", "Give a path, as in content/news or content?path=/news.")])
        canonical = canonical_path(by_parameter or written)
        if canonical is None:
            return reply_to(_NOTHING, api_request.now)
        return look_up(item_at, canonical, api_request)


class ContentById(Endpoint):
    """One item by its content_id, which stays the same when the item moves."""

    operation = "content_by_id"
    answer_schema = "ContentAnswer"
    errors = (404, 410)

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the item that has an id."""
        return look_up(item_with_id, str(route["content_id"]).lower(), api_request)


def look_up(find: Callable[..., Answer], key: str, api_request: ApiRequest) -> Reply:
    """Return the answer to what ``find`` (by path or by id) has for a key. Raises Problem or CopyUnavailable."""
    reader, now = api_request.reader, api_request.now
    return reply_to(find(reader.connection(), key, now, api_request.audiences, reader.access()), now)


def reply_to(answer: Answer, now: int) -> Reply:
    """Return the answer that an item makes; raise the Problem that its absence makes."""
    item, change = answer.item, answer.next_change_at
    if item is None:
        raise Problem(404, "There is no content at this path.", cache_control=absence())
    ends = item.live_until if item.state == "live" and not answer.is_expired else None
    fresh = freshness_of_one(now, ends, change)
    if answer.is_expired or item.state in _ENDED:
        raise ended(item, "gone" if answer.is_expired else item.state, fresh.cache_control)
    began = item.shown_from or 0
    modified = max(item.written_at, began) if began <= now else item.written_at
    compressed = {}
    if item.brotli is not None:
        compressed["br"] = item.brotli
    if item.gzip is not None:
        compressed["gzip"] = item.gzip
    return Reply(
        200,
        item.plain or b"",
        etag=item.etag,
        # A second version of one second counts for the next, which must not be told before it has come.
        last_modified=modified if modified <= now else None,
        cache_control=fresh.cache_control,
        keep_until=fresh.keep_until if modified <= now else now + 1,
        keys=keys_of(item.content_id, item.type),
        compressed=compressed,
    )


def keys_of(content_id: str, kind: str) -> str:
    """Return an item's surrogate keys."""
    return f"{item_key(content_id)} type:{kind}"


def item_key(content_id: str) -> str:
    """Return the surrogate key of one item, which its pictures and files bear too."""
    return f"item:{content_id}"


def ended(item: StoredItem, state: str, cache_control: str = NO_STORE) -> Problem:
    """Return the 410 for an item that was taken away: why, and what it was called."""
    body: dict[str, Any] = item.json()
    more = {"state": state, "reason": body.get("reason", ""), "item_title": body.get("title", "")}
    return Problem(410, _ENDED[state], more, cache_control=cache_control)
