"""Markdown with front matter: a file, or a folder of them with their pictures beside them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from site_content.importing.conversion.markup import readable
from site_content.importing.sources.kinds import kind_of
from site_content.importing.sources.markdown_html import markdown_to_html
from site_content.importing.sources.source import MAX_RECORD_BYTES, BadRecord, ReadOptions, SourceDocument, SourceRecord
from site_content.importing.sources.values import day, moment, names, not_understood, people, words

SUFFIXES = {".md", ".markdown", ".mdown"}
MAX_FRONT_MATTER = 64 * 1024
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def read_markdown(path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    """Yield a document for a file, or for every Markdown file below a folder, in the order of their paths."""
    root = path if path.is_dir() else path.parent
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
    for file in files:
        place = file.relative_to(root).as_posix()
        try:
            if not file.resolve().is_relative_to(root.resolve()):
                yield BadRecord(place, "a link to outside the folder")
                continue
            if file.stat().st_size > MAX_RECORD_BYTES:
                yield BadRecord(place, f"larger than {MAX_RECORD_BYTES // 1024 // 1024} MB")
                continue
            yield _document(readable(file.read_text(encoding="utf-8-sig")), place, root, options)
        except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError, RecursionError) as error:
            yield BadRecord(place, " ".join(str(error).split())[:300])


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter (YAML between ``---``, TOML between ``+++``) and the Markdown below it.

    Raises ValueError or yaml.YAMLError when it is no mapping.
    """
    match = _FRONT.match(text) or _TOML.match(text)
    if not match:
        return {}, text
    if len(match.group(1)) > MAX_FRONT_MATTER:
        raise ValueError("front matter larger than 64 KB")
    toml = match.re is _TOML
    front = tomllib.loads(match.group(1)) if toml else yaml.safe_load(match.group(1))
    if front is None:
        return {}, text[match.end() :]
    if not isinstance(front, dict):
        raise ValueError("front matter is not a list of names and values")
    return {str(key).lower().replace("-", "_"): value for key, value in front.items()}, text[match.end() :]


def _is_draft(front: dict[str, Any]) -> bool:
    """As Hugo (draft), Jekyll (published) and others (status) say it; a word in quotes counts as well."""
    values = {
        key: words(front.get(key)).lower() if not isinstance(front.get(key), bool) else front[key] for key in front
    }
    return (
        values.get("draft") in {True, "true", "yes"}
        or values.get("published") in {False, "false", "no"}
        or values.get("status") in {"draft", "pending", "private"}
    )


def _document(text: str, place: str, root: Path, options: ReadOptions) -> SourceDocument:
    front, body = split_front_matter(text)

    def first(*keys: str) -> Any:
        return next((front[key] for key in keys if front.get(key) not in (None, "", [])), None)

    title = words(first("title", "name"))
    heading = _FIRST_HEADING.match(body)
    if heading and (not title or " ".join(heading.group(1).split()) == title):
        title, body = title or " ".join(heading.group(1).split()), body[heading.end() :]
    source = options.source or root.resolve().name or "markdown"
    image = first("image", "lead_image", "cover")
    picture = image if isinstance(image, dict) else {"src": image}
    dated, renewed = first("date", "published", "published_at", "publish_date"), first("next_review", "review_date")
    updated = first("last_reviewed", "reviewed", "date_updated", "updated", "last_updated")
    published, reviewed, next_review = moment(dated), day(updated), day(renewed)
    return SourceDocument(
        source=source[:200],
        source_id=place[:500],
        kind=kind_of(words(first("type", "kind", "layout")), options.kind),
        title=title,
        html=markdown_to_html(body),
        address=words(first("permalink", "base_path", "url")) or place,
        summary=words(first("description", "summary", "excerpt", "abstract")),
        slug=words(first("slug")),
        published=published,
        reviewed=reviewed,
        next_review=next_review,
        authors=people(first("authors", "author")),
        tags=names(first("tags", "tag")),
        topics=names(first("topics", "topic", "categories", "category")),
        keywords=", ".join(names(first("keywords", "synonyms"))),
        series=words(first("series"))[:100],
        owner=words(first("owner", "owning_team"))[:200],
        lead_image=words(picture.get("src") or picture.get("file")),
        lead_image_alt=words(picture.get("alt") or first("image_alt", "lead_image_alt")),
        site=options.site_of(source),
        folder=options.folder or root,
        draft=_is_draft(front),
        notes=not_understood(
            date=(None if isinstance(dated, bool) else dated, published),
            date_of_review=(updated, reviewed),
            date_of_next_review=(renewed, next_review),
        ),
    )
