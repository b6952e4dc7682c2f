"""The page's ending: what its editor chose when unpublishing it."""

from __future__ import annotations

from collections.abc import Sequence

from site_content.items.ending import GONE, Ending
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.items.visibility import Address, address_of, is_restricted
from site_content.pages.content_page import ContentPage

# Pages ended in favour of pages that were ended themselves: more than this is a loop.
MAX_STEPS = 10


def ending_of(page: ContentPage, address: Address, groups: Sequence[str] = ()) -> Ending:
    """Return what readers of a page that stood open at an address are told, now that it is no longer published."""
    if page.live:
        return GONE
    if page.end_state == "withdrawn":
        return Ending("withdrawn", title=page.title, reason=page.end_reason)
    if page.end_state == "redirect":
        resolver = LinkResolver(address.audience, groups=groups)
        location = _location(page, resolver)
        state = "redirect" if location not in {None, address.path} else "gone"
        return Ending(state, location=location or "", links=frozenset(resolver.links))
    return GONE


def _location(page: ContentPage, resolver: LinkResolver) -> str | None:
    """Return where readers are sent: on through pages that were ended in favour of another, never round in a circle."""
    for _ in range(MAX_STEPS):
        if not page.end_redirect_page_id:
            return str(resolver.link(url=page.end_redirect_url)["url"] or "") or None
        card = resolver.card(page.end_redirect_page_id, TITLE)  # type: ignore[unreachable]  # the stubs hold every foreign key for set
        if card is not None:
            return str(card["path"])
        target = ContentPage.objects.filter(pk=page.end_redirect_page_id, live=False, end_state="redirect").first()
        # The next page's word counts only where its own readers would be told the same.
        if target is None or _ending_audience(target) != resolver.audience:
            return None
        page = target
    return None


def _ending_audience(page: ContentPage) -> str | None:
    """Return the audience that may know how a page ended, or None."""
    address = address_of(page)
    return None if address is None or is_restricted(page, address.audience) else address.audience
