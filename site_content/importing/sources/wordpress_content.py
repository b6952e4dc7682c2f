"""WordPress content: turns a post's block comments, shortcodes and line breaks into HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

_COMMENT = re.compile(r"\s*(?P<end>/?)wp:(?P<name>[a-z][a-z0-9/-]*)(?P<rest>.*)", re.DOTALL)
_REFERENCE = re.compile(r'"ref":\s*(\d+)')
# Blocks without HTML that say nothing; others without are drawn by a plugin or a theme.
_SAY_NOTHING = {"separator", "spacer", "more", "nextpage", "page-break", "paragraph", "site-title", "site-logo"}
_CAPTION = re.compile(r"\[caption([^\[\]]*)\](.*?)\[/caption\]", re.DOTALL)
_CAPTION_GIVEN = re.compile(r'\bcaption="([^"]*)"')
_EMBED = re.compile(r"\[embed[^\[\]]*\](https?://[^\[\s]+)\[/embed\]")
_GALLERY = re.compile(r"\[gallery\b[^\[\]]*\bids=[\"']([\d,\s]+)[\"'][^\[\]]*\]")
_PLAYER = re.compile(r"\[(audio|video)\b([^\[\]]*)\](?:\s*\[/\1\])?")
_PLAYER_SOURCE = re.compile(r'\b(?:src|mp4|m4v|webm|ogv|mp3|m4a|ogg|wav)="([^"]+)"')
_LONE_URL = re.compile(r"^[ \t]*(https?://[^\s<>\"']+)[ \t]*$", re.MULTILINE)
_FILM = re.compile(r"https?://(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com)/", re.IGNORECASE)
_SHORTCODE = re.compile(r"\[([a-z][a-z0-9_-]{2,40})(?:\s+[a-z_-]+=[^\[\]]*|\s*/)?\](?!\()")
_BLOCK_TAG = (
    r"(?:p|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|blockquote|pre|figure|figcaption|div|section|"
    r"article|aside|header|footer|main|nav|address|hr|iframe|video|audio|object|form|fieldset|details|summary|noscript)"
)
_STARTS_BLOCK = re.compile(rf"\A\s*</?{_BLOCK_TAG}\b", re.IGNORECASE)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
MAX_REUSE = 3


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded picture or file: its address, and what is said of it."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass
class Library:
    """What posts of one export refer to: its site, authors by login, attachments and reusable blocks by id."""

    site: str = ""
    people: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    reusable: dict[str, str] = field(default_factory=dict)


def content_html(content: str, library: Library) -> tuple[str, tuple[str, ...]]:
    """Return a post's content as HTML, and sentences about what in it is drawn by plugins."""
    content, notes = _without_comments(content.replace("\r\n", "\n"), library, MAX_REUSE)
    content = _up_to("[/caption]", content, lambda part: _CAPTION.sub(_figure, part))
    content = _EMBED.sub(lambda match: f"\n{match.group(1)}\n", content)
    content = _PLAYER.sub(_player, content)
    content = _LONE_URL.sub(_embedded, content)
    content = _GALLERY.sub(lambda match: _gallery(match.group(1), library), content)
    end = content.lower().rfind("</pre>") + 1
    pieces = [*_PRE.split(content[: end + 5]), content[end + 5 :]] if end else [content]
    html = "".join(piece if piece[:4].lower() == "<pre" else _paragraphs(piece) for piece in pieces)
    codes = dict.fromkeys(name for piece in pieces if piece[:4].lower() != "<pre" for name in _SHORTCODE.findall(piece))
    return html, (*notes, *(f"shortcode kept as text: {name!r}" for name in codes))


def _without_comments(content: str, library: Library, reuse: int) -> tuple[str, list[str]]:
    """Return content without block comments, reusable blocks put in; and a sentence for each block drawn elsewhere."""
    pieces: list[str] = []
    notes: dict[str, None] = {}
    position = 0
    while (start := content.find("<!--", position)) >= 0 and (end := content.find("-->", start)) >= 0:
        pieces.append(content[position:start])
        position = end + 3
        match = _COMMENT.fullmatch(content[start + 4 : end])
        if match is None or not match["rest"].endswith("/"):
            continue
        reference = _REFERENCE.search(match["rest"]) if match["name"] == "block" else None
        if reference and reference[1] in library.reusable and reuse:
            inner, more = _without_comments(library.reusable[reference[1]], library, reuse - 1)
            pieces.append(inner)
            notes |= dict.fromkeys(more)
        elif match["name"] not in _SAY_NOTHING:
            notes[f"WordPress block left out: {match['name']!r}"] = None
    return "".join(pieces) + content[position:], list(notes)


def _up_to(end: str, content: str, change: Callable[[str], str]) -> str:
    """Change what stands before the last ``end``: looking for one behind it would take forever in hostile content."""
    last = content.rfind(end)
    return content if last < 0 else change(content[: last + len(end)]) + content[last + len(end) :]


def _paragraphs(text: str) -> str:
    paragraphs = []
    for piece in re.split(r"\n\s*\n", text):
        if not piece.strip() or _STARTS_BLOCK.match(piece):
            paragraphs.append(piece)
        else:
            paragraphs.append("<p>" + piece.strip().replace("\n", "<br>\n") + "</p>")
    return "\n\n".join(paragraphs)


def _figure(match: re.Match[str]) -> str:
    attribute = _CAPTION_GIVEN.search(match.group(1))
    image = re.match(r"\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", match.group(2), re.DOTALL)
    if not image:
        return match.group(2)
    caption = image.group(2).strip() or (attribute.group(1) if attribute else "")
    return f"\n\n<figure>{image.group(1)}<figcaption>{caption}</figcaption></figure>\n\n"


def _player(match: re.Match[str]) -> str:
    source = _PLAYER_SOURCE.search(match.group(2))
    return (
        f'\n\n<{match.group(1)} src="{escape(source.group(1))}"></{match.group(1)}>\n\n' if source else match.group(0)
    )


def _embedded(match: re.Match[str]) -> str:
    """An address alone on its line is embedded by WordPress: a film here, anything else a link."""
    url = match.group(1).replace("&amp;", "&")
    if _FILM.match(url):
        return f'\n<iframe src="{escape(url)}"></iframe>\n'
    return f'\n<p><a href="{escape(url)}">{escape(url)}</a></p>\n'


def _gallery(ids: str, library: Library) -> str:
    attachments = [library.attachments[key] for key in re.split(r"[\s,]+", ids.strip()) if key in library.attachments]
    figures = (
        f'<figure><img src="{escape(one.url)}" alt="{escape(one.alt)}">'
        f"<figcaption>{escape(one.caption)}</figcaption></figure>"
        for one in attachments
    )
    return f'\n\n<div class="wp-block-gallery">{"".join(figures)}</div>\n\n'
