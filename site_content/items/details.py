"""``Details``: describes a content type's own part of an item.

A content type's ``Details`` is a pydantic model in which each line gives a field's JSON type, its source on the page
and its role in search::

    class NewsDetails(Details):
        body: Annotated[Body, Line("body", Role.BODY)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Protocol, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from site_content.items.facets import Facet
from site_content.items.html import plain_text

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

SCHEMA_VERSION = 1


class Unreadable(ValueError):
    """What is stored cannot be read, and would be published as less than its editor wrote. Its text says what."""


class Role(StrEnum):
    """What a field is to search."""

    KEYWORDS = "keywords"
    HEADINGS = "headings"
    SUMMARY = "summary"
    BODY = "body"
    # Found, but of little weight and never quoted.
    MINOR = "minor"
    # Days: when it was last reviewed, and by when it is to be.
    REVIEWED_AT = "reviewed_at"
    REVIEW_DUE = "review_due"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """Where a field of Details comes from and what it is to search.

    ``source`` is the name of a page attribute, a function of (page, view) returning JSON, or None inside a nested
    model, whose values its parent's function makes. With a ``facet``, items are narrowed by the field's values.
    ``opens`` is, for the title of a part that has an address of its own, the field that holds its path.
    """

    source: str | Callable[[Any, LinkResolver], Any] | None = None
    role: Role = Role.NONE
    facet: Facet | None = None
    opens: str = ""


class SectionText(NamedTuple):
    """The heading of a section among the texts for search: what stands below it is found at ``part`` or ``anchor``."""

    role: Role
    text: str
    part: str = ""
    anchor: str = ""


SearchText = tuple[Role, str] | SectionText


class FieldSerializer(Protocol):
    """Turns a page's value into JSON as an audience sees it, and JSON back into searchable text."""

    def publish(self, value: Any, resolver: LinkResolver) -> Any:
        """Return the JSON form of ``value``."""

    def texts(self, value: Any, role: Role) -> Iterator[SearchText]:
        """Yield (role, plain text) for search, a SectionText for a heading that can be opened."""


class HtmlSerializer:
    """Rich text: cleaned HTML, links resolved."""

    def publish(self, value: Any, resolver: LinkResolver) -> str:
        """Return cleaned HTML."""
        return resolver.html(str(value or ""))

    def texts(self, value: str, role: Role) -> Iterator[SearchText]:
        """Yield the text without its tags."""
        yield role, plain_text(value)


Html = Annotated[str, HtmlSerializer()]


class Details(BaseModel):
    """A content type's own part of an item."""

    model_config = ConfigDict(extra="forbid")


def _mark(field: FieldInfo, *methods: str) -> Any:
    return next((mark for mark in field.metadata if all(hasattr(mark, name) for name in methods)), None)


def _line(field: FieldInfo) -> Line | None:
    return next((mark for mark in field.metadata if isinstance(mark, Line)), None)


def details_of(model: type[Details], page: Any, resolver: LinkResolver) -> dict[str, Any]:
    """Build and validate a page's Details as JSON for one audience. Raises pydantic.ValidationError."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        line = _line(field)
        if line is None or line.source is None:
            raise TypeError(f"{model.__name__}.{name} has no Line with a source")
        value = line.source(page, resolver) if callable(line.source) else getattr(page, line.source)
        kind = _mark(field, "publish", "texts")
        if kind is not None and not callable(line.source):
            value = kind.publish(value, resolver)
        values[name] = value
    return model.model_validate(values).model_dump(mode="json")


def facet_lines(model: type[BaseModel]) -> Iterator[tuple[str, Facet]]:
    """Yield (field name, facet) for every line of a Details that has one."""
    for name, field in model.model_fields.items():
        line = _line(field)
        if line is not None and line.facet is not None:
            yield name, line.facet


def search_texts(model: type[BaseModel], data: dict[str, Any]) -> Iterator[SearchText]:
    """Yield (role, plain text) for every searchable line of a Details in JSON form, nested models included.

    Headings that can be opened are SectionTexts; what follows one stands below it.
    """
    for name, field in model.model_fields.items():
        value, line, kind = data.get(name), _line(field), _mark(field, "publish", "texts")
        if value in (None, "", []):
            continue
        if kind is not None:
            if line and line.role is not Role.NONE:
                yield from kind.texts(value, line.role)
        elif nested := _nested_model(field.annotation):
            for part in value if isinstance(value, list) else [value]:
                yield from search_texts(nested, part)
        elif line and line.opens:
            yield SectionText(line.role, str(value), data[line.opens])
        elif line and line.role is not Role.NONE:
            yield line.role, str(value)


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
