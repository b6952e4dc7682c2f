"""Replies: hold an answer that is the same for every client, so that a cache can send it again."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import brotli

from cms.api.freshness import NO_STORE, Freshness

JSON = "application/json"
# Below this size a compressed body is not smaller by anything worth the work.
MIN_COMPRESSED = 400
MAX_KEYS = 4000
# 2^18 bytes: enough for any list, and the compressor's memory stays small.
WINDOW = 18
_NOT_CACHED = Freshness(NO_STORE, 0)


@dataclass(slots=True)
class Reply:
    """One answer. ``etag`` is empty where there is none; ``keys`` are surrogate keys for a CDN to purge by.

    ``compressed`` holds ready bodies by encoding; others are made when first asked for. ``keep_until``: see Freshness;
    0 is "do not keep".
    """

    status: int
    plain: bytes
    content_type: str = JSON
    etag: str = ""
    last_modified: int | None = None
    cache_control: str = NO_STORE
    keep_until: int | None = 0
    keys: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    compressed: dict[str, bytes] = field(default_factory=dict)

    @property
    def cached_until(self) -> float:
        """The second from which this process may send it no longer; 0 when it is not to be kept at all."""
        return float("inf") if self.keep_until is None else self.keep_until

    def body(self, encoding: str) -> bytes | None:
        """Return the body in an encoding, or None where it is too small to be worth it."""
        if encoding == "identity":
            return self.plain
        if encoding not in self.compressed:
            if self.status != 200 or len(self.plain) < MIN_COMPRESSED:
                return None
            self.compressed[encoding] = (
                brotli.compress(self.plain, mode=brotli.MODE_TEXT, quality=4, lgwin=WINDOW)
                if encoding == "br"
                else gzip.compress(self.plain, 5, mtime=0)
            )
        return self.compressed[encoding]


def json_reply(
    value: Any, fresh: Freshness = _NOT_CACHED, keys: Iterable[str] = (), last_modified: int | None = None
) -> Reply:
    """Return a 200 answer of JSON; ``value`` is bytes of JSON or what can be written as such."""
    plain = value if isinstance(value, bytes) else to_bytes(value)
    return Reply(
        200,
        plain,
        etag=hashlib.blake2b(plain, digest_size=16).hexdigest(),
        last_modified=last_modified,
        cache_control=fresh.cache_control,
        keep_until=fresh.keep_until,
        keys=surrogate_keys(keys),
    )


def to_bytes(value: Any) -> bytes:
    """Return a value as JSON in UTF-8, without needless spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def surrogate_keys(keys: Iterable[str]) -> str:
    """Return keys as one header, cut at a whole key when they would grow too long for a CDN."""
    text = " ".join(dict.fromkeys(keys))
    return text if len(text) <= MAX_KEYS else text[:MAX_KEYS].rsplit(" ", 1)[0]
