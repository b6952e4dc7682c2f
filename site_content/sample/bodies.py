"""Sample bodies: turn a sample page's text into raw body blocks.

Markdown is converted as imported Markdown is. What Markdown has no words for stands between ``::: name`` and ``:::``
as YAML; directives.py says what each may hold. In guidance, ``# Title`` begins a part.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid5

import yaml

from site_content.importing.conversion.body import to_blocks
from site_content.importing.conversion.builder import Block
from site_content.importing.pages import with_ids
from site_content.importing.sources.markdown_html import markdown_to_html
from site_content.sample.directives import DIRECTIVES
from site_content.sample.errors import SampleError
from site_content.sample.references import References

_DIRECTIVE = re.compile(r"^::: (\w+)\n(.*?)^:::$\n?", re.MULTILINE | re.DOTALL)
_PART = re.compile(r"^# (.+?)(?: \{(?P<slug>[a-z0-9-]+)\})?$\n?", re.MULTILINE)
_MADE_IDS = UUID("5f3f2f0e-5f0b-4d53-9a35-0d8b6fd3b3c1")


def body_blocks(text: str, references: References, seed: str) -> list[Block]:
    """Return a body. Ids follow from ``seed`` and place. Raises SampleError."""
    blocks: list[Block] = []
    pieces = _DIRECTIVE.split(text)
    # split() gives: text, name, YAML, text, …
    for position in range(0, len(pieces), 3):
        blocks += to_blocks(markdown_to_html(pieces[position]), references.conversion())
        if position + 1 < len(pieces):
            blocks.append(_directive(pieces[position + 1], pieces[position + 2], references))
    if any(":::" in str(block["value"]) for block in blocks):
        raise SampleError("a ::: that neither begins nor ends anything")
    return with_ids(blocks, seed)


def guidance_parts(text: str, references: References, seed: str) -> list[dict[str, Any]]:
    """Return the parts of guidance. Raises SampleError for words before the first part."""
    pieces = _PART.split(text)
    if pieces[0].strip() or len(pieces) < 4:
        raise SampleError("guidance begins with '# Title of the first part'")
    parts = []
    for title, slug, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        blocks = body_blocks(body, references, f"{seed}#{title}")
        value = {"title": title.strip(), "slug": slug or "", "body": blocks}
        parts.append({"type": "part", "value": value, "id": str(uuid5(_MADE_IDS, f"{seed}#{title}"))})
    return parts


def _directive(name: str, text: str, references: References) -> Block:
    try:
        return {"type": name, "value": DIRECTIVES[name](yaml.safe_load(text), references)}
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise SampleError(f"::: {name}: {error!r} in {text.strip()[:80]!r}") from error
