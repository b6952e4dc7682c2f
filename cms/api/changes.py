"""The log for integrators: lists what to add or remove, oldest first, in four SELECTs."""

from __future__ import annotations

from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.freshness import freshness
from cms.api.pagination import address
from cms.api.parameters import integer
from cms.api.reply import Reply, json_reply, to_bytes
from site_content.followers.copies.changes import CopyChange, changes_after
from site_content.followers.copies.closures import closed_places
from site_content.followers.copies.moments import moments
from site_content.followers.copies.schema import reader_position, reset_below

MAX_CHANGES = 500


class Changes(Endpoint):
    """Everything that changed after a position, oldest first: keep `position` and ask again with it.

    `upsert` holds the whole item (or redirect) to store by its path; `delete` means that the path answers nothing now.
    A path that changed twice appears once, as it is now. `next` leads on until `head` is reached. Positions count what
    this reader could see and nothing else. `closed` names places from which everything was taken at once: what you hold
    at and below such a path, of that audience and with a smaller `seq`, may not be shown any more; the deletion of each
    item follows, or the item where it may be read again. With `reset`, the position asked for is from an older count:
    these are all changes from the beginning; forget what you hold that they do not name.
    """

    operation = "changes"
    tag = "integration"
    answer_schema = "ChangePage"
    has_audience = False
    parameters = (
        integer("after", 0, 2**53, 0, "The position that you have reached. 0 starts from the beginning."),
        integer("limit", 1, MAX_CHANGES, 100, "Number of changes on a page. A page of large items holds fewer."),
    )

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the changes after a position."""
        conn, access = api_request.reader.connection(), api_request.reader.access()
        since, shift = api_request.values["after"], api_request.reader.position_shift()
        # Positions of the older count lie elsewhere in this one: begin again rather than pass anything over.
        is_reset = 0 < since <= reset_below(conn) + shift
        after = 0 if is_reset else max(since - shift, 0)
        # Read first: what is written meanwhile is then not skipped.
        head = reader_position(conn, access)
        around = moments(conn, api_request.now, access)
        changes = changes_after(conn, after, api_request.values["limit"], api_request.now, access)
        reached = changes[-1].position if changes else max(after, head)
        more = bool(changes) and reached < head
        following = address(api_request.url, api_request.query, after=reached + shift) if more else None
        start = b'{"results":['
        places = closed_places(conn, after, access)
        end = b'],"next":%s,"position":%d,"head":%d,"closed":%s,"reset":%s}' % (
            to_bytes(following),
            max(reached, after) + shift,
            head + shift,
            to_bytes([{"seq": each.position + shift, "audience": each.audience, "path": each.path} for each in places]),
            to_bytes(is_reset),
        )
        body = start + b",".join(as_json(change, shift) for change in changes) + end
        return json_reply(body, freshness(around.next), ["list:changes"], around.last)


def as_json(change: CopyChange, shift: int = 0) -> bytes:
    """Return one change; the item's text goes in as it is stored."""
    about = to_bytes(
        {
            "seq": change.position + shift,
            "op": "delete" if change.plain is None else "upsert",
            "content_id": change.content_id,
            "audience": change.audience,
            "path": change.path,
            "type": change.type,
            "state": change.state,
        }
    )
    return about[:-1] + b',"item":' + (change.plain or b"null") + b"}"
