"""The template registry: finds the template of a content type or block, or the default. Never nothing."""

from __future__ import annotations

import logging
import re
from typing import Any

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from frontend_templates.common.words.html import addresses, texts

logger = logging.getLogger("headland.registry")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
# What goes wrong in a template when a value is not of the shape it was written for.
MISSHAPEN = (TemplateError, TypeError, ValueError, AttributeError, KeyError, IndexError)


class Registry:
    """Templates by what they show: ``types/<item_type>.html``, ``blocks/<block_type>.html``."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.names = frozenset(environment.list_templates(extensions=["html"]))

    def has(self, name: str) -> bool:
        """Say whether there is a template of this name."""
        return name in self.names

    def of(self, kind: str, name: Any) -> str:
        """Return the template for a name in ``types`` or ``blocks``."""
        template = f"{kind}/{name}.html" if isinstance(name, str) and NAME.fullmatch(name) else ""
        return template if template in self.names else f"{kind}/default.html"

    def block(self, block: Any) -> Markup:
        """Return the HTML of one body block; the default when its own template cannot show it."""
        if not isinstance(block, dict):
            return Markup("")
        own = self.of("blocks", block.get("type"))
        context = {
            "value": block.get("value"),
            "block_id": block.get("id", ""),
            "block_type": str(block.get("type", "")),
        }
        for name in dict.fromkeys((own, "blocks/default.html")):
            if name in self.names:
                try:
                    html = self.environment.get_template(name).render(context)
                    return Markup(html)  # noqa: S704
                except MISSHAPEN as error:
                    logger.error("%s cannot show block %s: %s", name, context["block_id"], error)
        return bare(context["value"])

    def body(self, blocks: Any) -> Markup:
        """Return the HTML of a list of body blocks."""
        return Markup("\n").join(self.block(block) for block in blocks) if isinstance(blocks, list) else Markup("")


def bare(value: Any) -> Markup:
    """Return every text of a value as paragraphs, and its addresses when it has no text."""
    paragraphs = [Markup("<p>{}</p>").format(text) for text in texts(value)]
    links = [Markup('<p><a href="{0}">{0}</a></p>').format(url) for url in addresses(value)]
    return Markup("\n").join(paragraphs or links)
