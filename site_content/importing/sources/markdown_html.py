"""Markdown to HTML: CommonMark with tables, strikethrough, footnotes, definition lists and attributes."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from site_content.importing.sources.markdown_tables import whole_tables

_FENCE = re.compile(r"(^(?P<mark>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^(?P=mark)[^\n]*$|\Z))", re.MULTILINE | re.DOTALL)
# Elements that say their contents are Markdown: their tags must stand alone for CommonMark to see that.
_MARKDOWN_ELEMENT = re.compile(r"^[ \t]*<(figure|div|section|details|aside)\b[^>\n]*\bmarkdown\b[^>\n]*>", re.MULTILINE)
_STANDS_ALONE = re.compile(r"[ \t]*(</?(?:figure|figcaption|div|section|details|aside)\b[^>\n]*>)[ \t]*")
_NUNJUCKS_LINE = re.compile(r"^\{%-?\s*(?:from|import|extends|set|include)\b[^%]*%\}[ \t]*$", re.MULTILINE)
_NUNJUCKS_IMAGE = re.compile(
    r"\{\{\s*(?:nhsuk|govuk)?Image\(\{(.{0,4000}?)\}\)\s*(?:\|[^}]*)?\}\}", re.DOTALL | re.IGNORECASE
)
_NUNJUCKS_FIELD = re.compile(r"""\b(src|alt|caption)\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""", re.DOTALL)
_ADMONITION = re.compile(
    r'^(?P<fold>!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)[^"\n]*?(?:"(?P<title>[^"\n]*)")?[ \t]*\n'
    r"(?P<body>(?:(?:[ ]{4}|\t)[^\n]*\n?|[ \t]*\n)+)",
    re.MULTILINE,
)

_ALERT = re.compile(
    r"^[ ]{0,3}>[ \t]?\[!(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n"
    r"(?P<body>(?:[ ]{0,3}>[^\n]*(?:\n|\Z))+)",
    re.MULTILINE | re.IGNORECASE,
)

_CONTAINER = re.compile(
    r"^:{3,}[ \t]*(?P<kind>note|tip|info|important|warning|caution|danger)\b(?P<title>[^\n]*)\n"
    r"(?P<body>(?:(?!:::)[^\n]*\n)*+):{3,}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
_NOTE_NAME = re.compile(r"\[\^([^\]\s]+)\]")
_HEADING_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*((?:[#.][\w:.-]+[ \t]*)+)\}[ \t]*\Z")
_URGENT = {"warning", "danger", "caution", "attention", "important", "failure", "bug"}
_PARSER = (
    MarkdownIt("commonmark", {"html": True})
    .enable(["table", "strikethrough"])
    .use(footnote_plugin)
    .use(deflist_plugin)
    .use(attrs_plugin)
)


def _footnote_caption(renderer: Any, tokens: Any, position: int, options: Any, env: Any) -> str:
    """A note's number, the same wherever it is referred to (the plugin writes 4:1 the second time)."""
    return f"[{tokens[position].meta['id'] + 1}]"


def _heading_attributes(state: StateCore) -> None:
    """Take ``{#id .class}`` from the end of headings, as many generators do."""
    for opening, inline in pairwise(state.tokens):
        last = inline.children[-1] if opening.type == "heading_open" and inline.children else None
        match = _HEADING_ATTRIBUTES.search(last.content) if last is not None and last.type == "text" else None
        if last is not None and match:
            last.content = last.content[: match.start()]
            for name in match.group(1).split():
                if name.startswith("#"):
                    opening.attrSet("id", name[1:])


_PARSER.core.ruler.push("heading_attributes", _heading_attributes)
_PARSER.add_render_rule("footnote_caption", _footnote_caption)


def markdown_to_html(source: str) -> str:
    """Return Markdown as HTML. Template code of known shape (Nunjucks image macros) becomes what it draws."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    pieces = _FENCE.split(source)
    # split() gives: text, fence, its mark, text, …; a fence is left as it is.
    prepared = "".join(
        piece if position % 3 == 1 else _prepare(piece) for position, piece in enumerate(pieces) if position % 3 != 2
    )
    return str(_PARSER.render(_with_all_notes(prepared)))


def _with_all_notes(text: str) -> str:
    """Make paragraphs of notes that nothing refers to: the parser would drop them."""
    named = Counter(_NOTE_NAME.findall(text))
    return _NOTE.sub(lambda note: note.group(0) if named[note.group(1)] > 1 else f"\n\\[{note.group(1)}\\]:", text)


def _prepare(text: str) -> str:
    text = _NUNJUCKS_IMAGE.sub(_image, _NUNJUCKS_LINE.sub("", text))
    text = _CONTAINER.sub(_container, _ALERT.sub(_alert, _ADMONITION.sub(_notice, text)))
    text = whole_tables(text)
    if _MARKDOWN_ELEMENT.search(text):
        text = _STANDS_ALONE.sub(r"\n\n\1\n\n", text)
    return text


def _image(match: re.Match[str]) -> str:
    fields = {name: double or single for name, double, single in _NUNJUCKS_FIELD.findall(match.group(1))}
    caption = f"<figcaption>{escape(fields['caption'])}</figcaption>" if fields.get("caption") else ""
    image = f'<img src="{escape(fields.get("src", ""))}" alt="{escape(fields.get("alt", ""))}">'
    return f"\n\n<figure>{image}{caption}</figure>\n\n"


def _alert(match: re.Match[str]) -> str:
    """An alert of GitHub (``> [!NOTE]``): a heading at its beginning is its title."""
    body = re.sub(r"^[ ]{0,3}>[ \t]?", "", match.group("body"), flags=re.MULTILINE).strip()
    return _box(match.group("kind").lower(), "" if body.startswith("#") else match.group("kind").capitalize(), body)


def _container(match: re.Match[str]) -> str:
    """A container of site generators (``:::warning Title``)."""
    kind = match.group("kind").lower()
    title = escape(match.group("title").strip(" []{}") or kind.capitalize())
    return _box(kind, title, match.group("body").strip())


def _notice(match: re.Match[str]) -> str:
    """An admonition (``!!! warning "Title"``) or a foldable one (``???``) of documentation tools."""
    body = re.sub(r"^(?: {4}|\t)", "", match.group("body"), flags=re.MULTILINE).strip()
    title = escape(match.group("title") or match.group("kind").capitalize())
    if match.group("fold") != "!!!":
        return f"\n\n<details><summary>{title}</summary>\n\n{body}\n\n</details>\n\n"
    return _box(match.group("kind"), title, body)


def _box(kind: str, title: str, body: str) -> str:
    name = "help-notice" if kind in _URGENT else "admonition"
    head = f'<h3 class="title">{title}</h3>' if title else ""
    return f'\n\n<div class="{name}">{head}\n\n{body}\n\n</div>\n\n'
