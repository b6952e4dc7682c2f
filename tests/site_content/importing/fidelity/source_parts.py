"""The parts of a source document, read without the importer: markdown-it and lxml as they come."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from tests.site_content.importing.fidelity.parts import Part, letters, parts_of_html, said

_READER = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
_MACRO = re.compile(r"\{\{\s*nhsukImage\(\{(.*?)\}\)\s*\}\}", re.DOTALL)
_FIELD = re.compile(r'(src|alt|caption): "([^"]*)"')
# Instructions to a site generator, which no reader of its site ever saw: template imports, attributes of a link.
_INSTRUCTION = re.compile(r"\{%[^%]*%\}|(?<=\))\{[^}\n]*\}")
# Elements in which the site generator reads Markdown: to CommonMark they end at a blank line.
_MARKDOWN_FIGURE = re.compile(r"</?(?:figure|figcaption)[^>]*>")
_FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1`*[ ]*$", re.MULTILINE | re.DOTALL)


# What the plugin makes of a note besides its text: a link to it and one back, and 4:1 for the second mention of 4.
_NOTE_MARK = re.compile(r'<sup class="footnote-ref"><a [^>]*>\[(\d+)(?::\d+)?\]</a></sup>')
_NOTE_BACK = re.compile(r' ?<a [^>]*class="footnote-backref"[^>]*>.*?</a>')


def html_of_source(record: dict[str, Any]) -> str:
    """Return a record's body as HTML."""
    body: str = record["body"]
    if record["format"] != "markdown":
        return body
    for macro in _MACRO.finditer(body):
        fields = dict(_FIELD.findall(macro[1]))
        drawn = f'\n\n<figure><img src="{fields["src"]}" alt="{fields["alt"]}"><p>{fields["caption"]}</p></figure>\n\n'
        body = body.replace(macro[0], drawn)
    body = _MARKDOWN_FIGURE.sub("\n\n", _INSTRUCTION.sub("", body))
    return _NOTE_BACK.sub("", _NOTE_MARK.sub(r"[\1]", str(_READER.render(body))))


def parts_of_source(record: dict[str, Any]) -> list[Part]:
    """Return every part of a record's body, in order."""
    return parts_of_html(html_of_source(record))


def words_of_source(record: dict[str, Any]) -> list[str]:
    """Return the words people read in a record's body, in order."""
    return said(html_of_source(record))


def written_headings_and_links(record: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the headings' letters and the links' targets of a Markdown body as a look at its characters finds them.

    A second witness: what a Markdown parser overlooks, the importer's may overlook too.
    """
    body = _FENCED.sub("", record["body"])
    headings = [
        letters(re.sub(r"[*_`]|\]\([^)]*\)|\[|<[^>]*>", "", line))
        for line in re.findall(r"^#{1,6} +(.*?)[ #]*$", body, re.M)
    ]
    links = re.findall(r"(?<!\!)\[[^\]\[]*\]\((\S+?)\)", body)
    return headings, links
