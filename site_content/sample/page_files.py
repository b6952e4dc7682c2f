"""The sample's pages as files: Markdown with front matter, one file a page, in folders like the tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from site_content.audiences import AUDIENCES
from site_content.importing.sources.markdown_files import split_front_matter
from site_content.pages.content_page import TYPES
from site_content.sample.errors import SampleError

FOLDER = Path(__file__).parent
# What front matter may say: for every type, then for some.
COMMON = {
    "type", "title", "order", "menu", "summary", "keywords", "topics", "tags", "image", "image_alt", "social_image",
    "related", "change_note", "published", "updated", "goes_live", "expires", "moved_from", "ended", "reason",
    "seo_title", "search_description",
}  # fmt: skip
BY_TYPE = {
    "home": {"hero_title", "hero", "featured"},
    "section": {"lists"},
    "blog": {"authors", "series"},
    "author": {"role", "organisation"},
    "guidance": {"who_for", "intro", "owner", "last_reviewed", "next_review"},
}


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page as written. ``path`` is the path of its item."""

    audience: str
    path: str
    front: dict[str, Any]
    text: str

    @property
    def name(self) -> str:
        """How messages name it."""
        return f"{self.audience}:{self.path}"

    @property
    def parent(self) -> str:
        """The path of the page above it; empty for the home page."""
        return "" if self.path == "/" else self.path.rpartition("/")[0] or "/"

    @property
    def slug(self) -> str:
        """The last step of its path."""
        return self.path.rpartition("/")[2]

    def text_of(self, name: str) -> str:
        """Return a line of the front matter as text, empty when it is not there."""
        return str(self.front.get(name) or "").strip()

    def names(self, name: str) -> list[str]:
        """Return a line of the front matter as a list of texts."""
        value = self.front.get(name) or []
        return [str(entry) for entry in (value if isinstance(value, list) else [value])]


def read_pages() -> list[SamplePage]:
    """Return every page, parents before children, siblings in the order they say. Raises SampleError."""
    pages = {
        (page.audience, page.path): page
        for audience in AUDIENCES
        for file in sorted((FOLDER / "pages" / audience).rglob("*.md"))
        for page in [_read(file, FOLDER / "pages" / audience, audience)]
    }
    for page in pages.values():
        if page.parent and (page.audience, page.parent) not in pages:
            raise SampleError(f"{page.name}: there is no page {page.parent}")

    def place(page: SamplePage) -> tuple[Any, ...]:
        steps: list[tuple[int, str]] = []
        here: SamplePage | None = page
        while here is not None and here.parent:
            steps.insert(0, (int(here.front.get("order", 500)), here.slug))
            here = pages.get((page.audience, here.parent))
        return page.audience, steps

    return sorted(pages.values(), key=place)


def _read(file: Path, folder: Path, audience: str) -> SamplePage:
    steps = file.relative_to(folder).with_suffix("").parts
    steps = steps[:-1] if steps[-1] == "index" else steps
    path = "/" + "/".join(steps)
    try:
        front, text = split_front_matter(file.read_text(encoding="utf-8"))
    except (ValueError, yaml.YAMLError) as error:
        raise SampleError(f"{audience}:{path}: {error}") from error
    kind = str(front.get("type"))
    unknown = front.keys() - COMMON - BY_TYPE.get(kind, set())
    if kind not in TYPES or not front.get("title") or unknown:
        raise SampleError(f"{audience}:{path}: type {kind!r}, title {front.get('title')!r}, unknown {sorted(unknown)}")
    return SamplePage(audience, path, front, text)


def sample_file(name: str) -> Path:
    """Return where a file of the sample lies."""
    return FOLDER / name


def read_yaml(name: str) -> Any:
    """Return what a YAML file of the sample holds."""
    return yaml.safe_load(sample_file(name).read_text(encoding="utf-8"))
