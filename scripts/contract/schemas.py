"""Schema promises: say whether a schema still keeps what an earlier one promised. Pure.

What the API answers (an output) keeps each key, and a key that was always there stays so; a form (type, format,
pattern, enum, bounds) stays exactly as it was, since clients may rely on either side of it. A union that is told apart
by a discriminator may gain members: clients are told to show a type or block that they do not know by its common keys.
So may an enum that is marked as names of content types, which is a union told apart elsewhere.

What the API takes (an input) may become wider and never narrower: more values, longer texts, further keys that need
not be sent. A default stays, because a request that leaves it out must mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

Direction = Literal["output", "input"]
Schema = Mapping[str, Any]

EXACT = ("$ref", "type", "format", "pattern", "const", "default", "uniqueItems", "multipleOf")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UNIONS = ("anyOf", "oneOf", "allOf")
COMPARED = {*EXACT, *UPPER, *LOWER, *UNIONS, "enum", "properties", "required", "items", "additionalProperties"}
# Words for people; the discriminator's mapping follows from oneOf.
# Beside an enum: its values are names of content types.
ITEM_TYPES = "x-item-types"
FREE = {ITEM_TYPES, "title", "description", "summary", "examples", "example", "deprecated", "discriminator"}


def breaches(old: Any, new: Any, way: Direction, at: str) -> Iterator[str]:
    """Yield where ``new`` breaks what ``old`` promised; ``at`` names the place."""
    if isinstance(old, bool) or isinstance(new, bool) or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield f"{at}: {old!r} became {new!r}"
        return
    for name in EXACT:
        if old.get(name) != new.get(name):
            yield f"{at}: {name} {_keyword_text(old, name)} became {_keyword_text(new, name)}"
    yield from _bounds(old, new, way, at)
    yield from _enum(old, new, way, at)
    for name in UNIONS:
        if name in old or name in new:
            yield from _union(name, old, new, way, at)
    yield from _object(old, new, way, at)
    if "items" in old or "items" in new:
        yield from breaches(old.get("items", {}), new.get("items", {}), way, f"{at}[]")
    # A word this rule does not know must not change unseen.
    for name in sorted((set(old) | set(new)) - COMPARED - FREE):
        if old.get(name) != new.get(name):
            yield f"{at}: {name} {_keyword_text(old, name)} became {_keyword_text(new, name)}"


def _keyword_text(schema: Schema, name: str) -> str:
    return repr(schema[name]) if name in schema else "(none)"


def _bounds(old: Schema, new: Schema, way: Direction, at: str) -> Iterator[str]:
    for name in (*UPPER, *LOWER):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        further = before is not None and (after is None or (after > before if name in UPPER else after < before))
        if way == "output" or not further:
            yield f"{at}: {name} {_keyword_text(old, name)} became {_keyword_text(new, name)}"


def _enum(old: Schema, new: Schema, way: Direction, at: str) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is None:
        return
    if before is None or after is None:
        if way == "output" or after is not None:
            yield f"{at}: enum {_keyword_text(old, 'enum')} became {_keyword_text(new, 'enum')}"
        return
    for value in before:
        if value not in after:
            yield f"{at}: the value {value!r} is gone"
    for value in after:
        if value not in before and way == "output" and not new.get(ITEM_TYPES):
            yield f"{at}: the value {value!r} is new to clients that know all there were"


def _union(name: str, old: Schema, new: Schema, way: Direction, at: str) -> Iterator[str]:
    before: Sequence[Any] = old.get(name, ())
    after: Sequence[Any] = new.get(name, ())
    for member in before:
        if not any(not list(breaches(member, each, way, at)) for each in after):
            yield f"{at}: {name} no longer has {_short(member)}"
    if way == "output" and not ("discriminator" in old and "discriminator" in new):
        for member in after:
            if not any(not list(breaches(each, member, way, at)) for each in before):
                yield f"{at}: {name} has {_short(member)}, which is new to clients that know all there were"


def _object(old: Schema, new: Schema, way: Direction, at: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name, schema in before.items():
        if name not in after:
            yield f"{at}.{name}: the key is gone"
        else:
            yield from breaches(schema, after[name], way, f"{at}.{name}")
    needed, needed_now = old.get("required", ()), new.get("required", ())
    if way == "output":
        yield from (f"{at}.{name}: the key may be absent now" for name in needed if name not in needed_now)
    else:
        yield from (f"{at}.{name}: the key must be sent now" for name in needed_now if name not in needed)
    others, others_now = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if way == "input" and others is False and others_now is True:
        return
    yield from breaches(others, others_now, way, f"{at}.*")


def _short(schema: Any) -> str:
    text = repr(schema)
    return text if len(text) <= 120 else f"{text[:120]}…"
