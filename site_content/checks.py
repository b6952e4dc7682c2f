"""Start-up checks: find content types and blocks that lack something. Each hint shows the line to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from site_content.items.details import Details, Line
from site_content.items.schemas import Schema
from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.body_block import BodyBlock
from site_content.pages.content_page import ContentPage


def content_types() -> list[type[ContentPage]]:
    """Return every content type, also one whose ``item_type`` another has taken."""
    return sorted(_subclasses(ContentPage), key=lambda page_type: page_type.__name__)


def check_types(types: list[type[ContentPage]]) -> list[CheckMessage]:
    """Return what is wrong with content types (site_content.E001 to E006)."""
    errors: list[CheckMessage] = []
    owners: dict[str, type[ContentPage]] = {}
    for page_type in types:
        name, stem = page_type.__name__, page_type.__name__.removesuffix("Page")
        remedy = f'Write: item_type = "{stem.lower()}"'
        if not page_type.item_type:
            errors.append(Error(f"{name} has no item_type.", remedy, page_type, "site_content.E001"))
        elif (owner := owners.setdefault(page_type.item_type, page_type)) is not page_type:
            message = f"{name} and {owner.__name__} have the same item_type: {page_type.item_type!r}."
            errors.append(
                Error(message, f"{remedy} (or another name that no type has)", page_type, "site_content.E002")
            )
        if page_type.Details is Details:
            hint = f"Write: Details = {stem}Details"
            errors.append(Error(f"{name} has no Details.", hint, page_type, "site_content.E003"))
        errors.extend(_check_lines(page_type))
        if "extra_links" in vars(page_type) and not page_type.link_names:
            message = f"{name}.extra_links gives links that no schema names."
            errors.append(Error(message, 'Write: link_names = ("authors",)', page_type, "site_content.E006"))
    return errors


def _check_lines(page_type: type[ContentPage]) -> Iterator[CheckMessage]:
    name = page_type.__name__
    for field_name, field in page_type.Details.model_fields.items():
        line = next((mark for mark in field.metadata if isinstance(mark, Line)), None)
        where = f"{page_type.Details.__name__}.{field_name}"
        if line is None or line.source is None:
            hint = f'Write: {field_name}: Annotated[…, Line("{field_name}")]'
            yield Error(f"{where} has no Line that says where it comes from.", hint, page_type, "site_content.E004")
        elif isinstance(line.source, str) and not hasattr(page_type, line.source):
            message = f"{where} comes from {name}.{line.source}, which does not exist."
            hint = f"Add {line.source} to {name}, or name another source in its Line."
            yield Error(message, hint, page_type, "site_content.E005")


def check_blocks(blocks: dict[str, type[BodyBlock]]) -> list[CheckMessage]:
    """Return what is wrong with body blocks (site_content.E010 to E012)."""
    errors: list[CheckMessage] = []
    for name, block in blocks.items():
        value = getattr(block, "Value", None)
        if not (isinstance(value, type) and issubclass(value, Schema)):
            hint = f"Write: Value = {block.__name__.removesuffix('Block')}Value, a subclass of Schema"
            errors.append(Error(f"The block {name!r} has no schema.", hint, block, "site_content.E010"))
        for method, line in (("to_item", "def to_item(self, value, view):"), ("texts", "def texts(self, value):")):
            if getattr(block, method) is getattr(BodyBlock, method):
                message = f"The block {name!r} has no {method}()."
                errors.append(Error(message, f"Write: {line}", block, "site_content.E011"))
        meta = getattr(block, "_meta_class", None)
        if not getattr(meta, "group", "") or not getattr(meta, "description", ""):
            hint = 'Write in its Meta: group = "Text" and description = "…"'
            errors.append(
                Error(f"The block {name!r} has no group or description for editors.", hint, block, "site_content.E012")
            )
    return errors


def _subclasses(of: type[ContentPage]) -> set[type[ContentPage]]:
    direct = set(of.__subclasses__())
    return direct.union(*(_subclasses(one) for one in direct)) if direct else direct


def connect() -> None:
    """Register the checks with Django; called once when the app is ready."""

    @register("site_content")
    def site_content_types(app_configs: Any, **options: Any) -> list[CheckMessage]:
        return check_types(content_types())

    @register("site_content")
    def site_content_blocks(app_configs: Any, **options: Any) -> list[CheckMessage]:
        return check_blocks(BODY_BLOCKS)
