"""Query ids: carry what the API counts of a search, signed. A site sends one back when a reader opens a result.

Nothing is stored to make it and nothing in it names a person: the query's words, whether anything was found, the day.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from typing import NamedTuple

from django.conf import settings

from cms.api.clock import day

MAX_QUERY = 100
MAX_ID = 1000
_SIGNATURE = 12


class QueryId(NamedTuple):
    """What a query id says. ``day`` is an ISO date by the site's clock."""

    query: str
    found_nothing: bool
    day: str


def normalize_query(query: str) -> str:
    """Return a query as it is counted: lower case, single spaces, without control characters, bounded."""
    text = unicodedata.normalize("NFKC", query).casefold()
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())[:MAX_QUERY]


def write_query_id(query: str, found_nothing: bool, now: int) -> str:
    """Return the id of a search made at ``now`` (seconds); the same search of the same day has the same id."""
    payload = json.dumps(
        [normalize_query(query), int(found_nothing), day(now)], ensure_ascii=False, separators=(",", ":")
    ).encode()
    return f"{_text(payload)}.{_text(_sign(payload))}"


def read_query_id(query_id: str) -> QueryId | None:
    """Return what an id says, or None for one that we did not write."""
    try:
        payload, _, signature = (query_id[:MAX_ID]).partition(".")
        body = _bytes(payload)
        if not hmac.compare_digest(_bytes(signature), _sign(body)):
            return None
        query, nothing, day = json.loads(body)
    except ValueError:
        return None
    return QueryId(query, bool(nothing), day)


def _sign(payload: bytes) -> bytes:
    key = hashlib.sha256(b"headland.query-id" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, payload, "sha256")[:_SIGNATURE]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
