"""Link targets: lead an imported document's links to imported pages, or else to the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import quote, unquote, urljoin, urlsplit

from site_content.importing.conversion.conversion import Target
from site_content.importing.sources.source import SourceDocument

MAX_HREF = 2_000
# The folders in which site generators keep pages: not part of the pages' addresses.
ROOTS = {"app", "content", "docs", "pages", "posts", "public", "site", "src", "views", "_posts"}
_EXTENSION = re.compile(r"\.(?:html?|md|markdown|njk|json|php|aspx?|erb)\Z", re.IGNORECASE)
_INDEX = re.compile(r"(?:\A|/)(?:index|readme)\Z", re.IGNORECASE)
_DEEP_LINK = re.compile(r"""<a\b[^<>]{0,2000}?\bhref=["']([^"'#<>]{1,2000}#[^"'<>\s]{1,500})["']""")
_POST_NUMBER = re.compile(r"(?:\A|&)(?:p|page_id)=(\d{1,18})(?=&|\Z)")
_BREAKS = re.compile(r"[\t\r\n]+ *")
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


def normal(address: str) -> str:
    """Return an address in the form it is looked up by: no edge slashes, extension, ``index`` or capitals."""
    path = unquote(address.split("#")[0].split("?")[0]).strip().strip("/").lower()
    path = normpath(path) if path else ""
    path = _INDEX.sub("", _EXTENSION.sub("", path))
    return "" if path == "." else path.strip("/")


@dataclass
class KnownAddresses:
    """Documents of one source that are pages: by normal address, and by the address without root folders."""

    pages: dict[str, int] = field(default_factory=dict)
    _short: dict[str, int | None] = field(default_factory=dict)

    def add(self, address: str, page: int) -> None:
        """Remember that the document at ``address`` is the page with this id."""
        key = normal(address)
        if not key:
            return
        self.pages[key] = page
        steps = key.split("/")
        while len(steps) > 1 and steps[0] in ROOTS:
            steps = steps[1:]
            short = "/".join(steps)
            # Two documents with one short address: neither, rather than the wrong one.
            self._short[short] = page if self._short.get(short, page) == page else None

    def find(self, path: str) -> int | None:
        """Return the page at a path of the source's site or repository, or None."""
        key = normal(path)
        return self.pages.get(key) or self._short.get(key) if key else None


def deep_links(html: str) -> list[str]:
    """Return the addresses of headings of other documents that HTML links to."""
    return [unescape(href) for href in _DEEP_LINK.findall(html)]


@dataclass
class Resolver:
    """Answers Targets for one document's links.

    ``unresolved`` keeps what it could not find: the address in the source, and the one the link has instead.
    """

    document: SourceDocument
    known_addresses: KnownAddresses
    file: Callable[[str], int | None] = lambda href: None
    unresolved: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, href: str) -> Target | None:
        """Return where ``href`` leads, or None when it may not be followed."""
        # As browsers read it: line breaks are nothing, other spaces are part of the address.
        href = _BREAKS.sub("", href).strip().replace(" ", "%20")[:MAX_HREF]
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme in {"mailto", "tel"}:
            return Target(url=href)
        if parts.scheme in {"http", "https"} or (not parts.scheme and parts.netloc):
            return self._absolute(href if parts.scheme else f"https:{href}")
        if parts.scheme or not (parts.path or parts.query):
            return None
        if not parts.path:
            return (
                Target(url=f"{self.document.site}/{normal(self.document.address)}{href}")
                if self.document.site
                else None
            )
        if parts.path.startswith("/"):
            return self._site_path(parts.path, parts.query, parts.fragment, href)
        return self._relative(parts.path, parts.fragment, href[len(parts.path) :])

    def _absolute(self, href: str) -> Target | None:
        parts = urlsplit(href)
        if not parts.hostname or "\\" in href:
            return None
        own = urlsplit(self.document.site)
        if own.hostname and own.hostname == parts.hostname:
            path = parts.path.removeprefix(own.path)
            target = self._own(path, parts.query, parts.fragment)
            if target is None:
                return self._missing(path, href)
        elif not own.hostname and parts.path.strip("/").count("/") >= 1:
            # Without knowing the site, only an address of several steps that is exactly a document's is taken as its.
            page = self.known_addresses.pages.get(normal(parts.path))
            target = Target(page=page, fragment=parts.fragment) if page is not None else None
        else:
            target = None
        return target or Target(url=href)

    def _site_path(self, path: str, query: str, fragment: str, href: str) -> Target | None:
        target = self._own(path, query, fragment)
        if target is not None:
            return target
        return self._missing(path, self.document.site + _quoted("/" + href.lstrip("/\\")))

    def _own(self, path: str, query: str, fragment: str) -> Target | None:
        """Return the page or file at a path of the document's own site, if it was imported or given."""
        page = self.known_addresses.find(path)
        if page is None and not path.strip("/"):
            # WordPress also calls a post by its number alone.
            page = next((self.known_addresses.find(number) for number in _POST_NUMBER.findall(query)), None)
        if page is not None:
            return Target(page=page, fragment=fragment)
        file = self.file(path)
        return Target(file=file) if file is not None else None

    def _relative(self, path: str, fragment: str, suffix: str) -> Target | None:
        base = PurePosixPath(self.document.source_id)
        joined = normpath(str(base.parent / unquote(path)))
        page = None if joined.startswith("..") else self.known_addresses.find(joined)
        # An address without extension is often relative to the page's own address, which ends in a slash.
        page = page or self.known_addresses.find(
            normpath(str(PurePosixPath(normal(self.document.address)) / unquote(path)))
        )
        page = page or self.known_addresses.find(path)
        if page is not None:
            return Target(page=page, fragment=fragment)
        key = self.file(path)
        if key is not None:
            return Target(file=key)
        if self.document.files_url:
            url = urljoin(self.document.files_url, _quoted(path))
        elif self.document.site:
            url = urljoin(f"{self.document.site}/{normal(self.document.address)}/", _quoted(path))
        else:
            url = _quoted("/" + joined.lstrip("./\\")) + ("/" if path.endswith("/") else "")
        return self._missing(joined, url + _quoted(suffix))

    def _missing(self, address: str, url: str) -> Target:
        if normal(address):
            self.unresolved.append((normal(address), url))
        return Target(url=url)


def _quoted(href: str) -> str:
    return quote(href.replace("\\", "/"), safe=_SAFE_PATH + "#?")
