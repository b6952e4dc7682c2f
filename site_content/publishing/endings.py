"""What readers are told in place of an item: gone, withdrawn with a reason, or to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from site_content.items.build import LOCALE, end_body
from site_content.items.link_resolver import LinkResolver
from site_content.items.models import Item
from site_content.items.visibility import address_of, is_restricted
from site_content.pages.content_page import ContentPage
from site_content.publishing.record import ItemRecord, write_record

# Pages ended in favour of pages that were ended themselves: more than this is a loop.
MAX_STEPS = 10


@dataclass(frozen=True, slots=True)
class Ending:
    """``state`` is ``gone``, ``withdrawn``, ``redirect``, or ``removed``: not a word, not even that it was there.

    ``links`` are what it was made from, so that it is made again when a target changes.
    """

    state: str = "gone"
    title: str = ""
    reason: str = ""
    location: str = ""
    links: frozenset[tuple[str, str]] = frozenset()


GONE = Ending()
REMOVED = Ending("removed")


def ending_of(page: ContentPage) -> Ending:
    """Return what readers of a page that is no longer published are told, as its editor chose when unpublishing it."""
    address = address_of(page)
    if address is None or page.live or is_restricted(page, address.audience):
        return GONE
    if page.end_state == "withdrawn":
        return Ending("withdrawn", title=page.title, reason=page.end_reason)
    if page.end_state == "redirect":
        resolver = LinkResolver(address.audience)
        location = _location(page, resolver)
        state = "redirect" if location not in {None, address.path} else "gone"
        return Ending(state, location=location or "", links=frozenset(resolver.links))
    return GONE


def _location(page: ContentPage, resolver: LinkResolver) -> str | None:
    """Return where readers are sent: on through pages that were ended in favour of another, never round in a circle."""
    for _ in range(MAX_STEPS):
        if not page.end_redirect_page_id:
            return str(resolver.link(url=page.end_redirect_url)["url"] or "") or None
        card = resolver.card(page.end_redirect_page_id, "title")  # type: ignore[unreachable]  # the stubs hold every foreign key for set
        if card is not None:
            return str(card["path"])
        target = ContentPage.objects.filter(pk=page.end_redirect_page_id, live=False, end_state="redirect").first()
        # The next page's word counts only where its own readers would be told the same.
        if target is None or ending_audience(target) != resolver.audience:
            return None
        page = target
    return None


def ending_audience(page: ContentPage) -> str | None:
    """Return the audience that may know how a page ended, or None."""
    address = address_of(page)
    return None if address is None or is_restricted(page, address.audience) else address.audience


def end(row: Item, ending: Ending) -> bool:
    """Put an ending in an item's place; return whether anything was written. Must run inside a transaction."""
    head = {"content_id": str(row.content_id), "type": row.type, "audience": row.audience, "path": row.path}
    more: dict[str, Any] = {}
    if ending.state == "redirect":
        more = {"location": ending.location, "permanent": True}
    if ending.state == "withdrawn":
        more = {"reason": ending.reason, "title": ending.title}
    return write_record(
        ItemRecord(
            content_id=head["content_id"],
            page_id=row.page_id,
            audience=row.audience,
            path=row.path,
            slot=row.slot,
            state=ending.state,
            type=row.type,
            body=end_body({**head, "locale": LOCALE}, ending.state, **more),
            links=set(ending.links),
        )
    )
