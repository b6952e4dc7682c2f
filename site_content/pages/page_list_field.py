"""Page choices: name other pages in a form by Wagtail's chooser, one after another.

A select of every page weighed 2 MB at 10,000 pages, and took 10 s to make at 50,000.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks import ListBlock, PageChooserBlock
from wagtail.blocks.base import BlockWidget
from wagtail.blocks.list_block import ListBlockAdapter

# Far more than a page can usefully name; a form that says it has more of them is cut off here.
MAX_CHOICES = 200
MAX_KEY_LENGTH = 18


class PageList(ListBlock):
    """A list of pages that stands in a form by itself, outside any stream."""


class PageListAdapter(ListBlockAdapter):
    """Draws a ``PageList`` with page_list.js."""

    js_constructor = "headland.PageList"

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's scripts and ours, in this order."""
        scripts: forms.Media = super().media + forms.Media(js=[versioned_static("site_content/page_list.js")])
        return scripts


register(PageListAdapter(), PageList)


class PageChoices(BlockWidget):
    """The widget of a field of several pages: a list of choosers, added, moved and taken away with keys or by touch.

    To the field it is a select: its value is a list of primary keys.
    """

    def __init__(self, page_type: str = "wagtailcore.Page", label: str = "page", attrs: Any = None) -> None:
        block = PageList(PageChooserBlock(page_type=page_type, label=label.capitalize()), max_num=MAX_CHOICES)
        super().__init__(block, attrs)

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> str:
        """Return the list with its pages: one query for all of them. What names no page is left out."""
        keys = [int(key) for key in dict.fromkeys(map(str, value or [])) if key.isascii() and key.isdigit()]
        pages = self.block_def.child_block.model_class.objects.in_bulk([key for key in keys if key < 2**63])
        state = self.block_def.normalize([pages[key] for key in keys if key in pages])
        html: str = super().render_with_errors(name, state, attrs=attrs, errors=None, renderer=renderer)
        return html

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the keys in the order in which the form has them. The field says which of them name no page."""
        if f"{name}-count" not in data:
            # As a select would name them.
            return list(data.getlist(name))[:MAX_CHOICES]
        keys = []
        for number in range(min(int(data[f"{name}-count"]), MAX_CHOICES)):
            row = f"{name}-{number}"
            if not data[f"{row}-deleted"] and data[f"{row}-value"]:
                # Nothing that is longer is a key; the field says so of the rest.
                keys.append((int(data[f"{row}-order"]), data[f"{row}-value"][:MAX_KEY_LENGTH]))
        return list(dict.fromkeys(key for _, key in sorted(keys, key=lambda pair: pair[0])))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Say whether the form has no such list at all."""
        return f"{name}-count" not in data and name not in data
