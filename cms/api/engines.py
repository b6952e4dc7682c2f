"""Which search engine answers a reader, and with which of the editors' levers."""

from __future__ import annotations

import threading
from typing import NamedTuple

from cms.api.reader import Reader
from search.engine import Engine
from search.levers import Levers
from site_content.followers.copies.opening import Mark
from site_content.followers.copies.read import document
from site_content.followers.engines import engine_of


def engine_for(reader: Reader) -> Engine:
    """Return the engine of a reader; one for the life of the process, so that its breaker remembers."""
    return engine_of(reader.name, reader.copy)


class _Held(NamedTuple):
    mark: Mark
    file: str
    levers: Levers


_held = threading.local()


def levers_for(reader: Reader) -> Levers:
    """Return the editors' levers as they stand in the copy, read again only when the copy has changed."""
    mark = reader.copy.mark()
    held: _Held | None = getattr(_held, reader.name, None)
    if held is None or held.mark != mark or held.file != str(reader.copy.path):
        value = document(reader.connection(), "~search", reader.audiences[0])
        held = _Held(mark, str(reader.copy.path), Levers.from_json(value or {}))
        setattr(_held, reader.name, held)
    return held.levers
