"""Later links: lead links of earlier imports to pages that were imported since, and touch nothing else."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urlsplit

from site_content.importing.addresses import KnownAddresses
from site_content.importing.conversion.conversion import Target
from site_content.importing.conversion.inline import opening
from site_content.importing.models import ImportedSource
from site_content.pages.content_page import ContentPage
from site_content.pages.types.guidance import GuidancePage


def lead_links(row: ImportedSource, known_addresses: KnownAddresses) -> ContentPage | None:
    """Point a page's links to what is known by now, and publish it again if it is live; return it if it changed.

    A page that an editor changed since is left alone.
    """
    targets = {url: target for address, url in row.missing() if (target := known_addresses.find(address)) is not None}
    if not targets or row.page is None or row.page.latest_revision_id != row.revision_id:
        return None
    page: ContentPage = row.page.specific
    name = "parts" if isinstance(page, GuidancePage) else "body"
    stream = getattr(page, name)
    before = stream.stream_block.get_prep_value(stream)
    after = _with_targets(before, targets)
    row.unresolved = [[address, url] for address, url in row.missing() if url not in targets]
    if after == before:
        row.save(update_fields=["unresolved"])
        return None
    setattr(page, name, json.dumps(after))
    revision = page.save_revision()
    if page.live:
        revision.publish()
    row.revision_id = revision.pk
    row.save(update_fields=["unresolved", "revision_id"])
    return page


def _with_targets(value: Any, targets: dict[str, int]) -> Any:
    if isinstance(value, str):
        for url, key in targets.items():
            target = Target(page=key, fragment=urlsplit(url).fragment)
            value = value.replace(f'<a href="{escape(url)}">', opening(target))
        return value
    if isinstance(value, list):
        return [_with_targets(entry, targets) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.get("url") in targets and value.get("page", 0) is None:
        # The stored form of a link block.
        return {**value, "url": "", "page": targets[value["url"]]}
    return {key: entry if key == "code" else _with_targets(entry, targets) for key, entry in value.items()}
