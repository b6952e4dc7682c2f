"""The rule: finds what a later description of the API breaks of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scripts.contract.schemas import Direction, breaches

PREFIX = "#/components/schemas/"
Description = Mapping[str, Any]


def broken(old: Description, new: Description) -> list[str]:
    """Return every breach in words, sorted; none when ``new`` only adds."""
    all_breaches: set[str] = set()
    for path, operations in old["paths"].items():
        for method, operation in operations.items():
            at = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            all_breaches.update([f"{at}: the route is gone"] if now is None else _operation(operation, now, at))
    schemas, schemas_now = old["components"]["schemas"], new["components"]["schemas"]
    ways = directions(old)
    for name, schema in schemas.items():
        if name not in schemas_now:
            all_breaches.add(f"{name}: the component is gone, or has another name")
            continue
        for way in sorted(ways.get(name, {"output"})):
            all_breaches.update(breaches(schema, schemas_now[name], way, name))
    return sorted(all_breaches)


def directions(description: Description) -> dict[str, set[Direction]]:
    """Return for each component whether it is answered, sent, or both, itself or inside another."""
    ways: dict[str, set[Direction]] = {}
    for operations in description["paths"].values():
        for operation in operations.values():
            for way, part in (("output", operation.get("responses")), ("input", operation.get("requestBody"))):
                _mark(description, part, way, ways)  # type: ignore[arg-type]
            _mark(description, operation.get("parameters"), "input", ways)
    return ways


def _mark(description: Description, part: Any, way: Direction, ways: dict[str, set[Direction]]) -> None:
    for name in references(part):
        if way not in ways.setdefault(name, set()):
            ways[name].add(way)
            _mark(description, description["components"]["schemas"].get(name), way, ways)


def references(part: Any) -> Iterator[str]:
    """Yield the names of the components that a part of a description refers to."""
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].removeprefix(PREFIX)
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def _operation(old: Description, new: Description, at: str) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        # Generated clients call their functions by it.
        yield f"{at}: operationId {old.get('operationId')} became {new.get('operationId')}"
    yield from _parameters(_by_name(old.get("parameters", ())), _by_name(new.get("parameters", ())), at)
    body, body_now = old.get("requestBody"), new.get("requestBody")
    if body is None:
        if body_now is not None and body_now.get("required"):
            yield f"{at}: a body must be sent now"
    elif body_now is None:
        yield f"{at}: no body is taken any more"
    else:
        if body_now.get("required") and not body.get("required"):
            yield f"{at}: a body must be sent now"
        yield from _content(body, body_now, "input", f"{at} body")
    for status, response in old["responses"].items():
        now = new["responses"].get(status)
        if now is None:
            yield f"{at}: the response {status} is gone"
            continue
        yield from _content(response, now, "output", f"{at} {status}")
        for name, header in response.get("headers", {}).items():
            header_now = now.get("headers", {}).get(name)
            if header_now is None:
                yield f"{at} {status}: the header {name} is gone"
            else:
                yield from breaches(header.get("schema", {}), header_now.get("schema", {}), "output", f"{at} {name}")


def _by_name(parameters: Iterable[Description]) -> dict[tuple[str, str], Description]:
    return {(each["in"], each["name"]): each for each in parameters}


def _parameters(
    old: Mapping[tuple[str, str], Description], new: Mapping[tuple[str, str], Description], at: str
) -> Iterator[str]:
    for key, parameter in old.items():
        name = f"{at} ?{key[1]}"
        now = new.get(key)
        if now is None:
            yield f"{name}: the parameter is gone"
            continue
        if now.get("required") and not parameter.get("required"):
            yield f"{name}: the parameter must be sent now"
        for word in ("style", "explode"):
            if parameter.get(word) != now.get(word):
                yield f"{name}: {word} {parameter.get(word)!r} became {now.get(word)!r}"
        yield from breaches(parameter.get("schema", {}), now.get("schema", {}), "input", name)
    for key, parameter in new.items():
        if key not in old and parameter.get("required"):
            yield f"{at} ?{key[1]}: the parameter is new and must be sent"


def _content(old: Description, new: Description, way: Direction, at: str) -> Iterator[str]:
    for media_type, part in old.get("content", {}).items():
        now = new.get("content", {}).get(media_type)
        if now is None:
            yield f"{at}: {media_type} is gone"
        else:
            yield from breaches(part.get("schema", {}), now.get("schema", {}), way, at)
