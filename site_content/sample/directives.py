"""Sample directives: turn the YAML of a ``:::`` into the stored form of a block that Markdown cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from site_content.importing.conversion.body import to_blocks
from site_content.importing.sources.markdown_html import markdown_to_html
from site_content.sample.errors import SampleError
from site_content.sample.references import References

Arguments = dict[str, Any]


def rich(text: str, references: References) -> str:
    """Return Markdown as rich text. Raises SampleError when it holds more than paragraphs, lists and links."""
    if not isinstance(text, str):
        # YAML reads Yes as true and 27 as a number: what readers are shown must be quoted.
        raise SampleError(f"not text: {text!r}")
    blocks = to_blocks(markdown_to_html(text), references.conversion())
    if [block["type"] for block in blocks] not in ([], ["rich_text"]):
        raise SampleError(f"only paragraphs, lists and links may stand here: {text[:80]!r}")
    return "".join(block["value"] for block in blocks)


def inline(text: str, references: References) -> str:
    """Return one line of Markdown as rich text without its paragraph."""
    return rich(text, references).removeprefix("<p>").removesuffix("</p>")


def image(arguments: Arguments, references: References) -> Arguments:
    """``picture``, ``alt``, ``caption``."""
    value = references.media.image_value(arguments["picture"], arguments.get("alt", ""))
    return {"image": value, "caption": arguments.get("caption", "")}


def gallery(arguments: Arguments, references: References) -> Arguments:
    """``title`` and ``pictures``, each as an image."""
    return {"title": arguments.get("title", ""), "images": [image(one, references) for one in arguments["pictures"]]}


def quote(arguments: Arguments, references: References) -> Arguments:
    """``text``, ``by``, ``role``."""
    return {
        "html": rich(arguments["text"], references),
        "attribution": arguments["by"],
        "role": arguments.get("role", ""),
    }


def inset(arguments: Arguments, references: References) -> Arguments:
    """``text``."""
    return {"html": rich(arguments["text"], references)}


def callout(arguments: Arguments, references: References) -> Arguments:
    """``level``, ``heading``, ``text``."""
    return {"level": arguments["level"], "heading": arguments["heading"], "html": rich(arguments["text"], references)}


def do_dont(arguments: Arguments, references: References) -> Arguments:
    """``do`` and ``dont``: points."""
    return {
        name: {"heading": heading, "items": [inline(point, references) for point in arguments.get(name, [])]}
        for name, heading in (("do", "Do"), ("dont", "Don’t"))
    }


def expander(arguments: Arguments, references: References) -> Arguments:
    """``title``, ``text``."""
    return {"title": arguments["title"], "html": rich(arguments["text"], references)}


def table(arguments: Arguments, references: References) -> Arguments:
    """``caption``, ``rows`` (the first holds headers), ``first_column_is_header``."""
    return {
        "caption": arguments["caption"],
        "first_row_is_header": True,
        "first_column_is_header": bool(arguments.get("first_column_is_header")),
        "rows": [[inline(cell, references) for cell in row] for row in arguments["rows"]],
    }


def steps(arguments: Arguments, references: References) -> Arguments:
    """``title`` and ``steps``: each ``heading``, ``text``."""
    entries = [{"heading": one["heading"], "html": rich(one.get("text", ""), references)} for one in arguments["steps"]]
    return {"title": arguments.get("title", ""), "steps": entries}


def contact(arguments: Arguments, references: References) -> Arguments:
    """``name``, ``text``, ``phone``, ``email``, ``link`` with ``link_text``, ``hours``."""
    return {
        "name": arguments["name"],
        "html": rich(arguments.get("text", ""), references),
        "phone": arguments.get("phone", ""),
        "email": arguments.get("email", ""),
        "link": references.link(arguments["link"], arguments.get("link_text", "")) if arguments.get("link") else None,
        "opening_hours": arguments.get("hours", ""),
    }


def file(arguments: Arguments, references: References) -> Arguments:
    """``file``, ``title``."""
    return {"file": references.media.file(arguments["file"]), "title": arguments.get("title", ""), "pages": None}


def call_to_action(arguments: Arguments, references: References) -> Arguments:
    """``link``, ``text``."""
    return {"link": references.link(arguments["link"], arguments["text"])}


def video(arguments: Arguments, references: References) -> Arguments:
    """``url``, ``title``, ``transcript``."""
    return {
        "url": arguments["url"],
        "title": arguments["title"],
        "transcript": rich(arguments["transcript"], references),
    }


def cards(arguments: Arguments, references: References) -> Arguments:
    """``title`` and ``cards``: each ``link``, ``title``, ``summary``, ``picture`` (decorative: the title says it)."""
    entries = [
        {
            "title": one.get("title", ""),
            "summary": one.get("summary", ""),
            "link": references.link(one["link"]),
            "image": {"image": references.media.picture(one["picture"]), "decorative": True, "alt_text": ""}
            if one.get("picture")
            else None,
        }
        for one in arguments["cards"]
    ]
    return {"title": arguments.get("title", ""), "cards": entries}


def code(arguments: Arguments, references: References) -> Arguments:
    """``language``, ``code``."""
    return {"language": arguments.get("language", ""), "code": arguments["code"].rstrip()}


DIRECTIVES: dict[str, Callable[[Arguments, References], Arguments]] = {
    directive.__name__: directive
    for directive in (
        image, gallery, quote, inset, callout, do_dont, expander, table, steps, contact, file, call_to_action, video,
        cards, code,
    )
}  # fmt: skip
