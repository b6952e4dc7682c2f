"""The parts of a published item, read from its JSON alone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import unquote

from tests.site_content.importing.fidelity.parts import Part, code_lines, letters, parse, parts_of_html, read

NOT_GIVEN = "Picture: "


def blocks_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an item's body blocks; a guide's parts one after another, each after its title as a heading."""
    details = item["details"]
    if "parts" not in details:
        return list(details["body"])
    blocks: list[dict[str, Any]] = []
    for part in details["parts"]:
        if len(details["parts"]) > 1:
            blocks.append({"type": "heading", "value": {"text": part["title"], "level": 2}})
        blocks += part["body"]
    return blocks


def parts_of_item(item: dict[str, Any]) -> list[Part]:
    """Return every part of an item, in order."""
    return [part for block in blocks_of(item) for part in _TAKE[block["type"]](block["value"])]


def words_of_item(item: dict[str, Any]) -> list[str]:
    """Return the words people read in an item's body, in order."""
    return " ".join(text for block in blocks_of(item) for text in _texts(block["value"])).split()


def anchors_of(item: dict[str, Any]) -> set[str]:
    """Return the anchors links can lead to."""
    return {block["value"]["anchor"] for block in blocks_of(item) if "anchor" in block["value"]}


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a block: HTML as it is read, plain text as it is."""
    if isinstance(value, list):
        for entry in value:
            yield from [read(parse(entry))] if isinstance(entry, str) else _texts(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key in {"html", "transcript_html"}:
                yield read(parse(entry))
            elif isinstance(entry, str) and key in _READ:
                yield entry
            elif isinstance(entry, dict | list):
                yield from _texts(entry)


_READ = {"text", "caption", "attribution", "role", "heading", "title", "name", "code", "phone", "email", "alt"}


def _heading(text: str) -> list[Part]:
    return [Part("heading", letters(text))] if text else []


def _html(html: str) -> list[Part]:
    """The importer says of a picture it was not given what it shows, and links to it: that is its reference."""
    parts = parts_of_html(html)
    return [
        _reference(part) if part.kind == "link" and part.letters.startswith(letters(NOT_GIVEN)) else part
        for part in parts
    ]


def _reference(link: Part) -> Part:
    said = link.letters.removeprefix(letters(NOT_GIVEN))
    # A picture without description is called by its file's name.
    name = letters(unquote(link.target.split("?")[0].rsplit("/", 1)[-1]))
    return Part("image", "" if said == name else said, link.target)


def _image(value: dict[str, Any]) -> list[Part]:
    return [Part("image", letters(value["image"]["alt"]), value["image"]["url"])]


def _quote(value: dict[str, Any]) -> list[Part]:
    return [Part("quote", letters(read(parse(value["html"])) + value["attribution"])), *_html(value["html"])]


def _do_dont(value: dict[str, Any]) -> list[Part]:
    parts = []
    for side in (value["do"], value["dont"]):
        parts += _heading(side["heading"] if side["items"] else "")
        parts += [part for html in side["items"] for part in _html(f"<li>{html}</li>")]
    return parts


def _steps(value: dict[str, Any]) -> list[Part]:
    parts = _heading(value["title"])
    for step in value["steps"]:
        parts += _html(f"<li><h3>{escape(step['heading'])}</h3>{step['html']}</li>")
    return parts


def _table(value: dict[str, Any]) -> list[Part]:
    return [part for row in value["rows"] for cell in row for part in _html(f"<table><tr><td>{cell}</td></tr></table>")]


def _link(value: dict[str, Any]) -> list[Part]:
    return [Part("link", letters(value["link"]["text"]), value["link"]["url"])]


_TAKE = {
    "rich_text": lambda value: _html(value["html"]),
    "heading": lambda value: _heading(value["text"]),
    "image": _image,
    "quote": _quote,
    "inset": lambda value: _html(value["html"]),
    "callout": lambda value: [*_heading(value["heading"]), *_html(value["html"])],
    "do_dont": _do_dont,
    "expander": lambda value: [*_heading(value["title"]), *_html(value["html"])],
    "table": _table,
    "steps": _steps,
    "contact": lambda value: [*_heading(value["name"]), *_html(value["html"])],
    "call_to_action": _link,
    "video": lambda value: [Part("link", letters(value["title"]), value["url"])],
    "code": lambda value: code_lines(value["code"]),
}
