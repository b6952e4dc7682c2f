"""Canaries: words that stand in hidden content only, one for each field, put there by looking at the models."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock

from site_content.pages.blocks.link import LinkBlock
from site_content.pages.blocks.table_grid import TableGridBlock
from site_content.pages.blocks.video import VideoBlock

# No word of any language begins so, and it looks the same in an address, in HTML and in JSON.
STEM = "vexilloquark"
# Words that public pages use as well: hidden pages must not weigh in how rare they are.
PADDING = "flu vaccination clinic winter parotitis tularaemia"
# Wagtail and treebeard write these.
_DERIVED = {"path", "url_path", "draft_title"}
_NARROW = 60


def is_text(column: Any) -> bool:
    """Say whether an editor can write a text into a column."""
    if not column.editable or column.name in _DERIVED or column.choices:
        return False
    return isinstance(column, (models.CharField, models.TextField, models.FileField, StreamField))


def product_models() -> list[type[models.Model]]:
    """Return every model but those that tests declare: these have no tables."""
    return [model for model in apps.get_models() if not model.__module__.startswith("tests.")]


def planted() -> set[str]:
    """Return the columns of the database in which a canary stands, as ``app.Model.column``."""
    found = set()
    for model in product_models():
        for column in model._meta.concrete_fields:
            kinds = (models.CharField, models.TextField, models.FileField, models.JSONField, StreamField)
            if isinstance(column, kinds):
                rows = model._default_manager.annotate(written=Cast(column.name, models.TextField()))
                if rows.filter(written__contains=STEM).exists():
                    found.add(f"{model._meta.label}.{column.name}")
    return found


@dataclass
class Canaries:
    """The canaries given out so far: ``fields`` says where each stands. ``targets`` are what chosen things are."""

    fields: dict[str, str] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)

    def new(self, place: str) -> str:
        """Return a canary for a place."""
        word = f"{STEM}{len(self.fields):04d}"
        self.fields[word] = place
        return word

    def text_of(self, column: models.Field[Any, Any], place: str) -> str:
        """Return a value for a text column."""
        word = self.new(f"{place}.{column.name}")
        if isinstance(column, models.EmailField):
            return f"{word}@example.org"
        if isinstance(column, models.URLField):
            return f"https://{word}.example/"
        if isinstance(column, models.SlugField):
            return word
        if isinstance(column, RichTextField):
            return f"<p>{word} &amp; {PADDING}</p>"
        return f"{word} {PADDING}" if (column.max_length or _NARROW + 1) > _NARROW else word

    def fields_of(self, model: type[models.Model], place: str = "") -> dict[str, Any]:
        """Return a value for every text and stream that an editor can fill of a model."""
        place = place or model._meta.label
        values: dict[str, Any] = {}
        for column in model._meta.concrete_fields:
            if not is_text(column) or isinstance(column, models.FileField):
                continue
            if isinstance(column, StreamField):
                values[column.name] = json.dumps(self.block(column.stream_block, f"{place}.{column.name}"))
            else:
                values[column.name] = self.text_of(column, place)
        return values

    def block(self, block: blocks.Block, place: str) -> Any:
        """Return a stored value of a block with canaries in every text of it."""
        if isinstance(block, blocks.StreamBlock):
            children = block.child_blocks.items()
            return [
                {"type": name, "id": str(uuid.uuid4()), "value": self.block(child, f"{place}.{name}")}
                for name, child in children
            ]
        if isinstance(block, blocks.ListBlock):
            return [self.block(block.child_block, place)]
        if isinstance(block, LinkBlock):
            return self._link(place)
        if isinstance(block, VideoBlock):
            words = {name: self.new(f"{place}.{name}") for name in ("title", "transcript")}
            return {"url": f"https://{self.new(place)}.example/a.mp4", **words}
        if isinstance(block, blocks.StructBlock):
            return {name: self.block(child, f"{place}.{name}") for name, child in block.child_blocks.items()}
        return self._leaf(block, place)

    def _link(self, place: str) -> dict[str, Any]:
        empty = {"text": self.new(f"{place}.text"), "page": None, "file": None, "url": ""}
        kinds = ({"page": self.targets.get("page")}, {"file": self.targets.get("file")})
        address = {"url": f"https://{self.new(f'{place}.url')}.example/"}
        return {**empty, **(*kinds, address)[len(self.fields) % 3]}

    def _leaf(self, block: blocks.Block, place: str) -> Any:
        if isinstance(block, blocks.PageChooserBlock):
            return self.targets.get("author" if place.endswith("author") else "page")
        if isinstance(block, DocumentChooserBlock):
            return self.targets.get("file")
        if isinstance(block, ImageChooserBlock):
            return self.targets.get("image")
        if isinstance(block, blocks.BooleanBlock):
            return False
        if isinstance(block, blocks.IntegerBlock):
            return 1
        if isinstance(block, blocks.ChoiceBlock):
            return next(key for key, _ in block.field.choices if key)
        if isinstance(block, TableGridBlock):
            return [[self.new(f"{place} cell")]]
        word = self.new(place)
        if isinstance(block, blocks.RichTextBlock):
            return f"<p>{word} {PADDING}</p>"
        return f"https://{word}.example/" if isinstance(block, blocks.URLBlock) else word
