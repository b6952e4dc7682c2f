"""Entries: hold what a search engine knows of one item."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from search.passages import Section, section_rows


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: the value filters use and the label people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The searchable form of one live item, made once at publish from its fields' roles.

    ``version`` is the log position (seq) that made it: engines refuse older versions.
    ``live_from``/``live_until`` bound when it may be found; engines hold to them at query time.
    ``groups`` are the rings round it: whoever finds it is let through each. Empty for all of its audience.
    ``card`` is returned with a result as it stands and is never searched. ``sections`` say where in the body its parts
    and headings begin. ``minor`` is found too, but counts little and is never quoted: code, what pictures show.
    ``reviewed_at`` and ``review_due`` are days (their midnight in UTC).
    """

    id: str
    audience: str
    type: str
    path: str
    title: str
    version: int
    card: dict[str, Any]
    summary: str = ""
    keywords: str = ""
    headings: str = ""
    body: str = ""
    minor: str = ""
    locale: str = "en"
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    published_at: datetime | None = None
    updated_at: datetime | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    popularity: float = 0.0
    translation_key: str = ""
    groups: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    reviewed_at: datetime | None = None
    review_due: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON: times in RFC 3339, facets as ``{name: [{value, label}]}``.

        ``translation_key`` and ``groups`` are not in it: the row that the entry belongs to says both.
        """
        data = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in _OF_THE_ROW}
        data.update({name: data[name].isoformat() for name in _TIMES if data[name] is not None})
        data["facets"] = {
            name: [{"value": item.value, "label": item.label} for item in values]
            for name, values in self.facets.items()
        }
        data["sections"] = section_rows(self.sections)
        # Most have none, and what was written before there were such things says as much.
        return {name: value for name, value in data.items() if value or name not in _LATER}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Entry":
        """Return the entry that ``to_json`` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        values = dict(data)
        values.update({name: datetime.fromisoformat(values[name]) for name in _TIMES if values.get(name)})
        values["facets"] = {
            name: [FacetValue(item["value"], item["label"]) for item in facet]
            for name, facet in values.get("facets", {}).items()
        }
        values["sections"] = [Section(*section) for section in values.get("sections", ())]
        return cls(**values)


_OF_THE_ROW = ("translation_key", "groups")
_LATER = ("minor", "sections", "reviewed_at", "review_due")
_TIMES = ("published_at", "updated_at", "live_from", "live_until", "reviewed_at", "review_due")
