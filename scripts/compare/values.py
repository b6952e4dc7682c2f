"""Valid and invalid values of the API's parameters, from the schemas of its description. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# What a schema cannot tell, by the name of the parameter.
OTHER = {
    "published_after": ("2026-06-01", "2026-06-01T10:00:00Z", "2026-02-30", "yesterday"),
    "published_before": ("2027-01-31", "2027-01-31T23:59:59+01:00", "31.1.2027", "0000-00-00"),
    "updated_since": ("2027-01-01", "2027-03-09T09:30:00Z", "2027-01-01T25:00:00Z", ""),
    "cursor": ("*", "nonsense", "AAAA", ""),
    "path_prefix": ("/news", "/news/", "news", "/", "/no-such-place", "//", "%2f", "/news/../blog"),
    "path": ("/", "/news", "news/", "/no-such-page", "/NEWS", "//news", "/news/../blog", "/news?x=1", ""),
    "q": ("water", "vaccinaton", "", "  "),
}


def values_of(schema: Mapping[str, Any], name: str, examples: Mapping[str, Sequence[str]]) -> list[str]:
    """Return values to try for a parameter. ``examples`` has values that content holds, by the parameter's name."""
    if schema.get("type") == "array":
        each = values_of({**schema["items"], "maxLength": schema["items"].get("maxLength", 0)}, name, examples)
        some = [value for value in each if value and "," not in value][:3]
        return [*each, ",".join(some), ",".join([some[0] if some else "x"] * (schema.get("maxItems", 30) + 1))]
    values: list[str] = []
    if "enum" in schema:
        values += [*map(str, schema["enum"]), "nonsense", str(schema["enum"][0]).upper(), ""]
    elif schema.get("type") in {"integer", "number"}:
        low, high = schema.get("minimum", 0), schema.get("maximum", 100)
        values += [*dict.fromkeys(map(str, (low, low + 1, min(low + 2, high), high, low - 1, high + 1)))]
        values += ["x", "1.5", "", "+1", "01", "１", "9" * 40]
    elif schema.get("type") == "boolean":
        values += ["true", "false", "1", "yes", ""]
    else:
        values += [*examples.get(name, ()), *OTHER.get(name, ("no-such-value", ""))]
        values += ["\0", "é", "x" * 200]
    if longest := schema.get("maxLength"):
        values += ["a" * longest, "a" * (longest + 1)]
    return list(dict.fromkeys(values))
