"""Sample references: link pages by path, and pictures and files by name."""

from __future__ import annotations

from dataclasses import dataclass

from site_content.importing.conversion.conversion import Conversion, Target
from site_content.sample.errors import SampleError
from site_content.sample.media import Media

PUBLIC = "public:"
DOWNLOAD = "download:"
WEB = ("https://", "mailto:", "tel:")


@dataclass
class References:
    """Resolves references made on pages of one audience.

    A path is of the same audience; ``public:/path`` of the public site; ``download:name.pdf`` a file.
    """

    audience: str
    pages: dict[tuple[str, str], int]
    media: Media

    def page(self, reference: str) -> int:
        """Return a page's id. Raises SampleError."""
        audience = "public" if reference.startswith(PUBLIC) else self.audience
        path = reference.removeprefix(PUBLIC)
        if (audience, path) not in self.pages:
            raise SampleError(f"there is no page {audience}:{path}")
        return self.pages[audience, path]

    def target(self, href: str) -> Target:
        """Return where a link leads. Raises SampleError."""
        if href.startswith(WEB):
            return Target(url=href)
        if href.startswith(DOWNLOAD):
            return Target(file=self.media.file(href.removeprefix(DOWNLOAD)))
        path, _, fragment = href.partition("#")
        return Target(page=self.page(path), fragment=fragment)

    def link(self, href: str, text: str = "") -> dict[str, object]:
        """Return the stored form of a LinkBlock."""
        target = self.target(href)
        return {"text": text, "page": target.page, "file": target.file, "url": target.url}

    def conversion(self) -> Conversion:
        """Return what converts Markdown with these references."""
        return Conversion(link=self.target)
