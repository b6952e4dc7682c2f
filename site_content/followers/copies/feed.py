"""The log over HTTP, for hosts that hold no database credentials."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

from site_content.followers.copies.source import SourcePage, SourceUnavailable
from site_content.items.change import from_json

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
# A page that drips in more slowly than this is given up.
MAX_SECONDS = 60.0
MAX_PAGE_BYTES = 128 * 1024 * 1024
_PAUSES = (0.2, 1.0)
_PASSING = {502, 503, 504}


class FeedSource:
    """The feed at ``url``, read with a token. ``close`` it afterwards.

    What the feed says is believed only as far as it is what a feed can say: a page of another audience, of another
    shape or beyond the size limit is refused.
    """

    def __init__(self, url: str, token: str, audience: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._audience = audience
        # A proxy set for the internet is not asked for a host of our own.
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=TIMEOUT,
            trust_env=False,
            transport=transport,
        )

    def page(self, after: int, limit: int) -> SourcePage:
        """Return at most ``limit`` changes written after a position. Raises SourceUnavailable."""
        for pause in (*_PAUSES, None):
            try:
                return self._read(self._fetch(after, limit), after)
            except _Passing as error:
                if pause is None:
                    raise SourceUnavailable(str(error)) from error
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _fetch(self, after: int, limit: int) -> bytes:
        parts, size, began = [], 0, time.monotonic()
        parameters = {"after": str(after), "limit": str(limit), "audience": self._audience}
        try:
            with self._client.stream("GET", self._url, params=parameters) as response:
                if response.status_code in _PASSING:
                    raise _Passing(f"the feed answered {response.status_code}")
                if response.status_code != 200:
                    raise SourceUnavailable(f"the feed answered {response.status_code}{_hint(response.status_code)}")
                for part in response.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > MAX_PAGE_BYTES:
                        raise SourceUnavailable(f"a page of the feed is larger than {MAX_PAGE_BYTES} bytes")
                    if time.monotonic() - began > MAX_SECONDS:
                        raise _Passing(f"a page of the feed took more than {MAX_SECONDS:.0f} s")
        except httpx.TransportError as error:
            raise _Passing(f"the feed cannot be reached: {error!r}") from error
        except httpx.HTTPError as error:
            raise SourceUnavailable(f"the feed cannot be read: {error!r}") from error
        return b"".join(parts)

    def _read(self, text: bytes, after: int) -> SourcePage:
        try:
            data: dict[str, Any] = json.loads(text)
            if data["audience"] != self._audience:
                raise ValueError(f"it is for {data['audience']!r}")
            page = SourcePage(
                [from_json(each) for each in data["changes"]],
                int(data["position"]),
                int(data["head"]),
                str(data["start"]),
                str(data["mark"]),
                int(data["reset_below"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SourceUnavailable(f"the feed is not valid: {error!r}"[:500]) from error
        seqs = [change.seq for change in page.changes]
        in_order = all(one < other for one, other in zip([after, *seqs], seqs, strict=False))
        moves = page.position >= (seqs[-1] if seqs else after) or page.head < after
        if not (in_order and moves) or (page.position == after and page.head > after):
            raise SourceUnavailable("the feed is not valid: its changes are out of order")
        return page


class _Passing(Exception):
    """What may be over in a moment."""


def _hint(status: int) -> str:
    return ": HEADLAND_FEED_TOKEN differs from the CMS's" if status in {401, 403} else ""
