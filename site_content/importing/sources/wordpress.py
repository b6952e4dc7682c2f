"""The WordPress reader: reads an export (WXR) item by item, so that its size does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import RawIOBase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from site_content.importing.conversion.markup import Unreadable, parse, text_of
from site_content.importing.sources.kinds import kind_of
from site_content.importing.sources.source import (
    MAX_RECORD_BYTES,
    BadRecord,
    ReadOptions,
    SkippedRecord,
    SourceDocument,
    SourceRecord,
)
from site_content.importing.sources.values import moment, words
from site_content.importing.sources.wordpress_content import Attachment, Library, content_html

_NAMESPACE = re.compile(r"\{[^}]*\}")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
IMPORTED_TYPES = {"post", "page"}
# Pictures and reusable blocks are read with what uses them; the others belong to the site, not to its content.
UNSEEN = {
    "attachment", "wp_block", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part", "wp_font_family",
    "wp_font_face",
}  # fmt: skip
META = {"_thumbnail_id": "thumbnail", "_wp_attachment_image_alt": "alt"}
STATES = {"trash": "in the bin", "auto-draft": "never saved", "inherit": "a revision"}


class _Readable(RawIOBase):
    """A file without the control characters that WordPress exports and XML forbids."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; fewer than asked for where some were left out, none only at the end."""
        while data := self._file.read(size):
            if printable := data.translate(None, _CONTROLS):
                return printable
        return b""

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def read_wordpress(path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    """Yield posts and pages of an export, published ones and drafts.

    Two passes: attachments, authors and reusable blocks may stand after what uses them.
    """
    try:
        library = _library(path)
        source = (options.source or urlsplit(library.site).hostname or path.stem)[:200]
        for number, item in enumerate(_items(path), 1):
            if item["post_type"] in UNSEEN:
                continue
            place = f"{path.name}: item {number}"
            if item["post_type"] not in IMPORTED_TYPES:
                yield SkippedRecord(
                    place, f"of type {item['post_type']!r}, neither a post nor a page: {item['title'][:100]}"
                )
            elif item["status"] in STATES:
                yield SkippedRecord(place, f"{STATES[item['status']]}: {item['title'][:100]}")
            elif len(item["encoded"].encode()) > MAX_RECORD_BYTES:
                yield BadRecord(place, f"larger than {MAX_RECORD_BYTES // 1024 // 1024} MB")
            elif not (item["post_id"] or item["guid"]):
                yield BadRecord(place, "neither a post id nor a guid")
            else:
                yield _read_item(item, place, source, library, options)
    except (ParseError, DefusedXmlException, OSError, ValueError) as error:
        yield BadRecord(path.name, f"not a readable WordPress export: {str(error)[:200]}")


def _read_item(item: dict[str, Any], place: str, source: str, library: Library, options: ReadOptions) -> SourceRecord:
    try:
        document = _document(item, source, library, options)
    except (ValueError, RecursionError, Unreadable) as error:
        return BadRecord(place, str(error)[:300])
    return replace(document, site=options.site_of(source) or library.site)


def _elements(path: Path) -> Iterator[Element]:
    with closing(_Readable(path)) as file:
        for _, element in iterparse(file, events=("end",), forbid_dtd=True):
            yield element
            if _name(element) == "item":
                element.clear()


def _items(path: Path) -> Iterator[dict[str, Any]]:
    return (_fields(element) for element in _elements(path) if _name(element) == "item")


def _library(path: Path) -> Library:
    library = Library()
    for element in _elements(path):
        name = _name(element)
        if name == "base_blog_url" or (name == "link" and not library.site and "{" not in element.tag):
            library.site = library.site or words(element.text).rstrip("/")
        elif name == "author" and len(element):
            fields = {_name(child): words(child.text) for child in element}
            login = fields.get("author_login", "")
            names = f"{fields.get('author_first_name', '')} {fields.get('author_last_name', '')}"
            library.people[login] = (fields.get("author_display_name") or names).strip() or login
        elif name == "item":
            fields = _fields(element)
            if fields["post_type"] == "attachment":
                url = fields["attachment_url"] or fields["guid"]
                library.attachments[fields["post_id"]] = Attachment(url, fields["alt"], words(fields["excerpt"]))
            elif fields["post_type"] == "wp_block":
                library.reusable[fields["post_id"]] = fields["encoded"]
    return library


def _fields(element: Element) -> dict[str, Any]:
    keys = ("title", "link", "guid", "creator", "post_id", "post_name", "post_type", "status", "post_date_gmt",
            "post_date", "pubDate", "attachment_url", "post_password")  # fmt: skip
    fields: dict[str, Any] = dict.fromkeys(keys, "")
    fields |= {"encoded": "", "excerpt": "", "categories": [], "tags": [], "thumbnail": "", "alt": ""}
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
            if meta.get("meta_key") in META:
                fields[META[meta["meta_key"]]] = meta.get("meta_value", "")
        elif name in keys:
            fields[name] = words(child.text)
    return fields


def _document(item: dict[str, Any], source: str, library: Library, options: ReadOptions) -> SourceDocument:
    fallback = options.kind or ("blog" if item["post_type"] == "post" else "standard")
    gmt = item["post_date_gmt"] if not item["post_date_gmt"].startswith("0000") else ""
    author = library.people.get(item["creator"], item["creator"])
    lead = library.attachments.get(item["thumbnail"], Attachment(""))
    html, notes = content_html(item["encoded"], library)
    return SourceDocument(
        source=source,
        source_id=(item["post_id"] or item["guid"])[:500],
        kind=kind_of("", fallback),
        title=item["title"],
        html=html,
        address=urlsplit(item["link"]).path or item["post_name"],
        summary=text_of(parse(item["excerpt"])),
        slug=item["post_name"],
        published=moment(gmt) or moment(item["pubDate"]) or moment(item["post_date"]),
        authors=(author[:100],) if author and item["post_type"] == "post" else (),
        tags=tuple(dict.fromkeys(item["tags"])),
        topics=tuple(dict.fromkeys(item["categories"])),
        lead_image=lead.url,
        lead_image_alt=lead.alt,
        folder=options.folder,
        # What asks for a password must not be read without.
        draft=item["status"] != "publish" or bool(item["post_password"]),
        notes=notes,
    )


def _name(element: Element) -> str:
    return _NAMESPACE.sub("", str(element.tag))
