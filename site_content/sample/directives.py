"""The stored form of each body block that Markdown has no words for, from what stands in its ``:::`` as YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from site_content.importing.conversion.body import to_blocks
from site_content.importing.sources.markdown_html import markdown_to_html
from site_content.sample.errors import SampleError
from site_content.sample.references import References

Said = dict[str, Any]


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


def image(said: Said, references: References) -> Said:
    """``picture``, ``alt``, ``caption``."""
    value = references.media.image_value(said["picture"], said.get("alt", ""))
    return {"image": value, "caption": said.get("caption", "")}


def gallery(said: Said, references: References) -> Said:
    """``title`` and ``pictures``, each as an image."""
    return {"title": said.get("title", ""), "images": [image(one, references) for one in said["pictures"]]}


def quote(said: Said, references: References) -> Said:
    """``text``, ``by``, ``role``."""
    return {"html": rich(said["text"], references), "attribution": said["by"], "role": said.get("role", "")}


def inset(said: Said, references: References) -> Said:
    """``text``."""
    return {"html": rich(said["text"], references)}


def callout(said: Said, references: References) -> Said:
    """``level``, ``heading``, ``text``."""
    return {"level": said["level"], "heading": said["heading"], "html": rich(said["text"], references)}


def do_dont(said: Said, references: References) -> Said:
    """``do`` and ``dont``: points."""
    return {
        name: {"heading": heading, "items": [inline(point, references) for point in said.get(name, [])]}
        for name, heading in (("do", "Do"), ("dont", "Don’t"))
    }


def expander(said: Said, references: References) -> Said:
    """``title``, ``text``."""
    return {"title": said["title"], "html": rich(said["text"], references)}


def table(said: Said, references: References) -> Said:
    """``caption``, ``rows`` (the first holds headers), ``first_column_is_header``."""
    return {
        "caption": said["caption"],
        "first_row_is_header": True,
        "first_column_is_header": bool(said.get("first_column_is_header")),
        "rows": [[inline(cell, references) for cell in row] for row in said["rows"]],
    }


def steps(said: Said, references: References) -> Said:
    """``title`` and ``steps``: each ``heading``, ``text``."""
    made = [{"heading": one["heading"], "html": rich(one.get("text", ""), references)} for one in said["steps"]]
    return {"title": said.get("title", ""), "steps": made}


def contact(said: Said, references: References) -> Said:
    """``name``, ``text``, ``phone``, ``email``, ``link`` with ``link_text``, ``hours``."""
    return {
        "name": said["name"],
        "html": rich(said.get("text", ""), references),
        "phone": said.get("phone", ""),
        "email": said.get("email", ""),
        "link": references.link(said["link"], said.get("link_text", "")) if said.get("link") else None,
        "opening_hours": said.get("hours", ""),
    }


def file(said: Said, references: References) -> Said:
    """``file``, ``title``."""
    return {"file": references.media.file(said["file"]), "title": said.get("title", ""), "pages": None}


def call_to_action(said: Said, references: References) -> Said:
    """``link``, ``text``."""
    return {"link": references.link(said["link"], said["text"])}


def video(said: Said, references: References) -> Said:
    """``url``, ``title``, ``transcript``."""
    return {"url": said["url"], "title": said["title"], "transcript": rich(said["transcript"], references)}


def cards(said: Said, references: References) -> Said:
    """``title`` and ``cards``: each ``link``, ``title``, ``summary``, ``picture`` (decorative: the title says it)."""
    made = [
        {
            "title": one.get("title", ""),
            "summary": one.get("summary", ""),
            "link": references.link(one["link"]),
            "image": {"image": references.media.picture(one["picture"]), "decorative": True, "alt_text": ""}
            if one.get("picture")
            else None,
        }
        for one in said["cards"]
    ]
    return {"title": said.get("title", ""), "cards": made}


def code(said: Said, references: References) -> Said:
    """``language``, ``code``."""
    return {"language": said.get("language", ""), "code": said["code"].rstrip()}


DIRECTIVES: dict[str, Callable[[Said, References], Said]] = {
    directive.__name__: directive
    for directive in (
        image, gallery, quote, inset, callout, do_dont, expander, table, steps, contact, file, call_to_action, video,
        cards, code,
    )
}  # fmt: skip
