"""A WordPress export (WXR: RSS with WordPress's own elements), read item by item so that its size does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from site_content.importing.kinds import kind_of
from site_content.importing.source import MAX_RECORD_BYTES, BadRecord, Read, ReadOptions, SourceDocument
from site_content.importing.values import moment, words

_NAMESPACE = re.compile(r"\{[^}]*\}")
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_EMBED = re.compile(r"\[embed[^\]]*\](https?://[^\[\s]+)\[/embed\]")
_GALLERY = re.compile(r"\[gallery\b[^\]]*\bids=[\"']([\d,\s]+)[\"'][^\]]*\]")
_LONE_URL = re.compile(r"^[ \t]*(https?://\S*(?:youtube\.com|youtu\.be|vimeo\.com)\S*)[ \t]*$", re.MULTILINE)
_BLOCK_TAG = r"(?:p|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|pre|figure|div|section|hr|iframe|dl|details)"
_STARTS_BLOCK = re.compile(rf"\A\s*</?{_BLOCK_TAG}\b", re.IGNORECASE)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)


def read_wordpress(path: Path, options: ReadOptions) -> Iterator[Read]:
    """Yield posts and pages of an export, published ones and drafts; attachments give lead images and galleries.

    Two passes: attachments and authors may stand after what uses them.
    """
    try:
        site, people, pictures = _surroundings(path)
        source = (options.source or urlsplit(site).hostname or path.stem)[:200]
        for number, item in enumerate(_items(path), 1):
            if item["post_type"] not in {"post", "page"}:
                continue
            place = f"{path.name}: item {number}"
            if len(item["encoded"].encode()) > MAX_RECORD_BYTES:
                yield BadRecord(place, f"larger than {MAX_RECORD_BYTES // 1024 // 1024} MB")
            elif item["status"] in {"trash", "auto-draft", "inherit"}:
                continue
            elif not (item["post_id"] or item["guid"]):
                yield BadRecord(place, "neither a post id nor a guid")
            else:
                document = _document(item, source, people, pictures, options)
                yield replace(document, site=options.site_of(source) or site)
    except (ParseError, DefusedXmlException, OSError, ValueError) as error:
        yield BadRecord(path.name, f"not a readable WordPress export: {str(error)[:200]}")


def _items(path: Path) -> Iterator[dict[str, Any]]:
    for _, element in iterparse(path, events=("end",), forbid_dtd=True):
        if _name(element) == "item":
            yield _fields(element)
            element.clear()


def _surroundings(path: Path) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the site's address, authors by their login, and attachments' addresses by their id."""
    site = ""
    people: dict[str, str] = {}
    pictures: dict[str, str] = {}
    for _, element in iterparse(path, events=("end",), forbid_dtd=True):
        name = _name(element)
        if name == "base_blog_url" or (name == "link" and not site and "{" not in element.tag):
            site = site or words(element.text).rstrip("/")
        elif name == "author" and len(element):
            fields = {_name(child): words(child.text) for child in element}
            shown = (
                fields.get("author_display_name")
                or f"{fields.get('author_first_name', '')} {fields.get('author_last_name', '')}"
            )
            people[fields.get("author_login", "")] = shown.strip() or fields.get("author_login", "")
        elif name == "item":
            fields = _fields(element)
            if fields["post_type"] == "attachment":
                pictures[fields["post_id"]] = fields["attachment_url"] or fields["guid"]
            element.clear()
    return site, people, pictures


def _fields(element: Element) -> dict[str, Any]:
    keys = ("title", "link", "guid", "creator", "post_id", "post_name", "post_type", "status", "post_date_gmt", "post_date",
            "pubDate", "attachment_url")  # fmt: skip
    fields: dict[str, Any] = dict.fromkeys(keys, "")
    fields |= {"encoded": "", "excerpt": "", "categories": [], "tags": [], "thumbnail": ""}
    for child in element:
        name = _name(child)
        if name == "encoded":
            fields["excerpt" if "excerpt" in child.tag else "encoded"] = child.text or ""
        elif name == "category":
            kind = {"category": "categories", "post_tag": "tags"}.get(child.get("domain", ""))
            label = words(child.text)
            if kind and label and label != "Uncategorized":
                fields[kind].append(label[:100])
        elif name == "postmeta":
            meta = {_name(part): words(part.text) for part in child}
            if meta.get("meta_key") == "_thumbnail_id":
                fields["thumbnail"] = meta.get("meta_value", "")
        elif name in keys:
            fields[name] = words(child.text)
    return fields


def _document(
    item: dict[str, Any], source: str, people: dict[str, str], pictures: dict[str, str], options: ReadOptions
) -> SourceDocument:
    fallback = options.kind or ("blog" if item["post_type"] == "post" else "standard")
    gmt = item["post_date_gmt"] if not item["post_date_gmt"].startswith("0000") else ""
    author = people.get(item["creator"], item["creator"])
    return SourceDocument(
        source=source,
        source_id=(item["post_id"] or item["guid"])[:500],
        kind=kind_of("", fallback),
        title=item["title"],
        html=content_html(item["encoded"], pictures),
        address=urlsplit(item["link"]).path or item["post_name"],
        summary=words(re.sub(r"<[^>]+>", " ", item["excerpt"])),
        slug=item["post_name"],
        published=moment(gmt) or moment(item["pubDate"]) or moment(item["post_date"]),
        authors=(author[:100],) if author and item["post_type"] == "post" else (),
        tags=tuple(dict.fromkeys(item["tags"])),
        topics=tuple(dict.fromkeys(item["categories"])),
        lead_image=pictures.get(item["thumbnail"], ""),
        folder=options.folder,
        draft=item["status"] != "publish",
    )


def content_html(content: str, pictures: dict[str, str]) -> str:
    """Return a post's content as HTML: block comments gone, known shortcodes drawn, blank lines as paragraphs."""
    content = _BLOCK_COMMENT.sub("", content.replace("\r\n", "\n"))
    content = _CAPTION.sub(_figure, content)
    content = _EMBED.sub(r'<iframe src="\1"></iframe>', content)
    content = _LONE_URL.sub(lambda match: f'<iframe src="{escape(match.group(1))}"></iframe>', content)
    content = _GALLERY.sub(lambda match: _gallery(match.group(1), pictures), content)
    return "".join(piece if piece[:4].lower() == "<pre" else _paragraphs(piece) for piece in _PRE.split(content))


def _paragraphs(text: str) -> str:
    made = []
    for piece in re.split(r"\n\s*\n", text):
        if not piece.strip() or _STARTS_BLOCK.match(piece):
            made.append(piece)
        else:
            made.append("<p>" + piece.strip().replace("\n", "<br>\n") + "</p>")
    return "\n\n".join(made)


def _figure(match: re.Match[str]) -> str:
    image = re.match(r"\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", match.group(1), re.DOTALL)
    if not image:
        return match.group(1)
    return f"<figure>{image.group(1)}<figcaption>{image.group(2).strip()}</figcaption></figure>"


def _gallery(ids: str, pictures: dict[str, str]) -> str:
    found = (pictures.get(key.strip(), "") for key in ids.split(","))
    return "".join(f'<p><img src="{escape(url)}" alt=""></p>' for url in found if url)


def _name(element: Element) -> str:
    return _NAMESPACE.sub("", str(element.tag))
