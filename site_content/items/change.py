"""One entry of the log as followers read it, from the database or over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, get_args

State = Literal["live", "redirect", "gone", "withdrawn", "removed"]
Slot = Literal["current", "scheduled"]


@dataclass(frozen=True, slots=True)
class Change:
    """The newest form of one item row, as one audience follows the log.

    A row is one (audience, path, slot). The ``current`` slot is what is published now; the ``scheduled`` slot holds
    what takes over at ``live_from``. ``removed`` is a tombstone: the row must vanish from every copy.
    ``body`` is the exact JSON text served. ``entry`` is the search entry as JSON (None unless live).
    ``updated_at`` is what readers are told (last publication); ``written_at`` is when this row was written: it is what
    Last-Modified says.
    ``position`` is its place among what that audience could tell apart, as its API counts; None for what it never saw.
    ``part_paths`` are further paths that answer the same item (guidance parts). ``card`` is the card's JSON.
    """

    seq: int
    content_id: str
    audience: str
    path: str
    slot: Slot
    state: State
    type: str
    version: int
    body: str
    etag: str
    updated_at: datetime
    published_at: datetime | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    next_change_at: datetime | None = None
    card: dict[str, Any] | None = None
    entry: dict[str, Any] | None = None
    part_paths: list[str] = field(default_factory=list)
    written_at: datetime | None = None
    locale: str = "en"
    # Shared by the translations of one text; empty where it is not known.
    translation_key: str = ""
    # The rings of groups that its readers are let through; empty for all of its audience.
    groups: list[str] = field(default_factory=list)
    # The pictures and files it names (items/media.py).
    media: list[dict[str, str]] = field(default_factory=list)
    position: int | None = None


NAMES = tuple(each.name for each in fields(Change))
_TIMES = ("updated_at", "published_at", "live_from", "live_until", "next_change_at", "written_at")
_NUMBERS = ("seq", "version")
_TEXTS = (
    "content_id", "audience", "path", "slot", "state", "type", "body", "etag", "locale", "translation_key",
)  # fmt: skip
_OBJECTS = ("card", "entry")
_LISTS = ("part_paths", "groups")
# What hosts of an older version do not send.
_LATER: dict[str, Any] = {"locale": "en", "translation_key": "", "groups": [], "media": []}


def to_json(change: Change) -> dict[str, Any]:
    """Return a change as JSON: times in RFC 3339."""
    data = {name: getattr(change, name) for name in NAMES}
    data.update({name: data[name].isoformat() for name in _TIMES if data[name] is not None})
    return data


def from_json(data: Mapping[str, Any]) -> Change:
    """Return the change that ``to_json`` wrote. Raises ValueError on anything else."""
    try:
        values = {name: data[name] for name in NAMES if name not in _LATER}
        values |= {name: data.get(name, default) for name, default in _LATER.items()}
        values.update({name: datetime.fromisoformat(values[name]) for name in _TIMES if values[name] is not None})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a change: {error!r}") from error
    # bool is an int, and no number here may be one.
    sound = all(type(values[name]) is int and values[name] > 0 for name in _NUMBERS)
    sound = sound and (values["position"] is None or (type(values["position"]) is int and values["position"] > 0))
    sound = sound and all(isinstance(values[name], str) for name in _TEXTS)
    sound = sound and all(values[name] is None or isinstance(values[name], dict) for name in _OBJECTS)
    sound = sound and all(_is_texts(values[name]) for name in _LISTS)
    sound = sound and isinstance(values["media"], list) and all(_is_medium(each) for each in values["media"])
    sound = sound and values["slot"] in get_args(Slot) and values["state"] in get_args(State)
    if not sound or values["updated_at"] is None or any(t and t.tzinfo is None for t in map(values.get, _TIMES)):
        raise ValueError(f"not a change: seq {values['seq']!r}")
    return Change(**values)


def _is_medium(value: Any) -> bool:
    moments = (
        [value[word] for word in ("shown_from", "shown_until") if word in value] if isinstance(value, dict) else []
    )
    return (
        isinstance(value, dict)
        and isinstance(value.get("name"), str)
        and all(isinstance(moment, str) and datetime.fromisoformat(moment).tzinfo is not None for moment in moments)
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
