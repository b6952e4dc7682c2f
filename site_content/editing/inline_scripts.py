"""Wagtail's choosers without inline scripts, which the CMS's policy refuses (cms/internal/policy.py).

Date fields and inline panels have templates of ours for it; a chooser writes its script in Python. What each would have
run stands in the page as data, and ``start_widgets.js`` starts it.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

# As Django's json_script: nothing in it ends the block.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def connect() -> None:
    """Let every chooser start by data."""
    BaseChooser.render = render_chooser


def render_chooser(
    chooser: Any, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """Return a chooser's field, and what starts it. Raises TypeError for one without an ``id``, as Wagtail does."""
    if not attrs or "id" not in attrs:
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
    data = chooser.get_value_data(value)
    field = chooser.render_html(name, data, attrs)
    starter = "createTaskChooser" if isinstance(chooser, AdminTaskChooser) else chooser.js_constructor
    options = json.dumps(chooser.get_js_init_options(attrs["id"], name, data)).translate(_ESCAPES)
    return format_html(
        '{}<script type="application/json" data-starts="{}" data-id="{}">{}</script>',
        field,
        starter,
        attrs["id"],
        mark_safe(options),  # noqa: S308 (its brackets are written as escapes)
    )
