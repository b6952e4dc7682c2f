"""What a browser would send of an admin form: its fields as they stand, and every block of a body."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup
from django.db.models import Model
from wagtail.blocks import Block, FieldBlock, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField

Data = dict[str, str]
# Fields whose pages are chosen one after another (site_content.pages.page_list_field).
CHOSEN = {"topics", "related"}
NOT_SENT = {"submit", "button", "reset", "file", "image"}
TEXT = {
    "key": "a",
    "text": "x",
    "type": "unstyled",
    "depth": 0,
    "inlineStyleRanges": [],
    "entityRanges": [],
    "data": {},
}
RICH_TEXT = json.dumps({"blocks": [TEXT], "entityMap": {}})


def fields_of(html: str) -> Data:
    """Return the fields of every form in a page. Of those that scripts draw there is nothing in it."""
    data: Data = {}
    for field in BeautifulSoup(html, "lxml").select("input[name], textarea[name], select[name]"):
        kind, name = str(field.get("type", "")), str(field["name"])
        if kind in NOT_SENT or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
            continue
        if field.name == "select":
            option = field.select_one("option[selected]") or field.select_one("option")
            data[name] = str(option.get("value", "")) if option else ""
        else:
            data[name] = field.get_text() if field.name == "textarea" else str(field.get("value", ""))
    data.pop("csrfmiddlewaretoken", None)
    return data


def streams_of(model: type[Model]) -> Data:
    """Return a block of each kind for each stream of a model."""
    data: Data = {}
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            data |= block_data(field.stream_block, field.name)
        elif field.name in CHOSEN and hasattr(model, "edit_handler"):
            data |= {f"{field.name}-count": "1", f"{field.name}-0-deleted": "", f"{field.name}-0-order": "0"}
            data |= {f"{field.name}-0-value": "1"}
    return data


def block_data(block: Block, prefix: str) -> Data:
    """Return what a block's own form sends when it is full."""
    if isinstance(block, StreamBlock):
        data = {f"{prefix}-count": str(len(block.child_blocks))}
        for number, (name, child) in enumerate(block.child_blocks.items()):
            here = f"{prefix}-{number}"
            data |= {f"{here}-deleted": "", f"{here}-order": str(number), f"{here}-type": name, f"{here}-id": ""}
            data |= block_data(child, f"{here}-value")
        return data
    if isinstance(block, ListBlock):
        item = {f"{prefix}-0-deleted": "", f"{prefix}-0-order": "0", f"{prefix}-0-id": ""}
        return {f"{prefix}-count": "1", **item, **block_data(block.child_block, f"{prefix}-0-value")}
    if isinstance(block, TypedTableBlock):
        return _table_data(block, prefix)
    if isinstance(block, StructBlock):
        return {
            key: value
            for name, child in block.child_blocks.items()
            for key, value in block_data(child, f"{prefix}-{name}").items()
        }
    assert isinstance(block, FieldBlock), block
    rich = type(block.field.widget).__name__ == "DraftailRichTextArea"
    return {prefix: RICH_TEXT if rich else "1"}


def _table_data(block: TypedTableBlock, prefix: str) -> Data:
    name, child = next(iter(block.child_blocks.items()))
    return {
        f"{prefix}-caption": "", f"{prefix}-column-count": "1", f"{prefix}-row-count": "1",
        f"{prefix}-column-0-type": name, f"{prefix}-column-0-order": "0", f"{prefix}-column-0-deleted": "",
        f"{prefix}-column-0-heading": "", f"{prefix}-row-0-order": "0", f"{prefix}-row-0-deleted": "",
        **block_data(child, f"{prefix}-cell-0-0"),
    }  # fmt: skip
