"""``LinkResolver``: resolves links, HTML, images and files at publish, as one audience may see them.

Everything looked at is remembered in ``links``, so that the item is made again when a target changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from site_content.audiences import lets_through, readable_audiences
from site_content.items.html import SCHEMES, clean
from site_content.items.links import expand_links
from site_content.items.live_cards import live_cards
from site_content.items.rings import are_within
from site_content.media.addresses import media_address, media_url

CARD = "card"
TITLE = "title"


class LinkResolver:
    """Resolves targets for one audience and records them. ``path`` is the item's own; empty for a global item.

    ``groups`` are the item's: a target of the staff side is shown only if whoever may read the item may read it. With
    ``memberships`` it is made for one person, a member of these groups: what they may not read is not shown either.

    ``links`` holds (target, kind): target is ``page:<pk>``, ``image:<pk>``, ``file:<pk>`` or ``tag:<pk>``; kind
    ``card`` means any change of the target's card matters, ``title`` that only its title, path or visibility do.
    ``media`` holds the names of the pictures and files that were resolved, not those on the cards of others: these
    are read as long as what they belong to. ``media_base`` is what the addresses of media begin with.
    """

    def __init__(
        self,
        audience: str,
        path: str = "",
        groups: Sequence[str] = (),
        media_base: str = "",
        memberships: Collection[str] | None = None,
    ) -> None:
        self.audience = audience
        self.groups = groups
        self.memberships = memberships
        self.path = path
        self.media_base = media_base or media_url(audience)
        self.links: set[tuple[str, str]] = set()
        self.media: set[str] = set()
        self._targets: dict[str, dict[str, Any] | None] = {}
        self._files: dict[int, dict[str, Any] | None] = {}

    def cards(self, page_ids: list[int], kind: str = CARD) -> list[dict[str, Any]]:
        """Return the cards of those of ``page_ids`` this audience may read, in the order given: one query."""
        return self.cards_of([f"page:{page_id}" for page_id in page_ids], kind)

    def cards_of(self, keys: list[str], kind: str = CARD) -> list[dict[str, Any]]:
        """Return the cards of those publishable objects this audience may read, in the order given: one query."""
        self.links.update((key, kind) for key in keys)
        unknown = [key for key in keys if key not in self._targets]
        if unknown:
            self._targets.update(dict.fromkeys(unknown))
            # The audience is looked at here: asked for it, SQLite reads every item of the audience.
            readable = readable_audiences(self.audience)
            for key, rows in live_cards(unknown).items():
                for audience, groups, card in rows:
                    if audience in readable and card and self._may_show(groups):
                        self._targets[key] = self._own(card)
        cards = (self._targets[key] for key in keys)
        return [card for card in cards if card is not None]

    def _may_show(self, groups: Sequence[str]) -> bool:
        """Say whether every reader of the item may read what is for ``groups``."""
        one = self.memberships
        return are_within(self.groups, groups) and (one is None or lets_through(groups, one))

    def card(self, page_id: int | None, kind: str = CARD) -> dict[str, Any] | None:
        """Return one page's card, or None when this audience may not read it."""
        if page_id is None:
            return None
        cards = self.cards([page_id], kind)
        return cards[0] if cards else None

    def html(self, source: str, inline: bool = False) -> str:
        """Return rich text as cleaned HTML; a link to what the audience may not read becomes plain text."""
        return clean(expand_links(source, self), inline)

    def link(
        self, text: str = "", page_id: int | None = None, file_id: int | None = None, url: str = ""
    ) -> dict[str, Any]:
        """Return a Link: ``{text, url, content_id, external}``; ``url`` is None when the target may not be read."""
        content_id, address, external = None, None, False
        if page_id is not None:
            card = self.card(page_id, TITLE)
            if card is not None:
                text, address, content_id = text or card["title"], card["path"], card["content_id"]
        elif file_id is not None:
            file = self.file(file_id)
            if file is not None:
                text, address = text or file["title"], file["url"]
        elif safe_url(url):
            address, external = url, not url.startswith("/")
        return {"text": text or (address or ""), "url": address, "content_id": content_id, "external": external}

    def tags(self, tags: Iterable[Any]) -> list[dict[str, str]]:
        """Return an editor's tags as ``[{slug, label}]``."""
        rows = list(tags)
        self.links.update((f"tag:{tag.pk}", TITLE) for tag in rows)
        return [{"slug": tag.slug, "label": tag.name} for tag in rows]

    def image(self, image: Any, alt: str = "", decorative: bool = False) -> dict[str, Any] | None:
        """Return an Image in every preset size, or None when there is none or it is not for this audience."""
        from site_content.media.renditions import image_json

        if image is None:
            return None
        self.links.add((f"image:{image.pk}", CARD))
        return image_json(image, alt, decorative, self.audience, self._address)

    def file(self, file_id: int) -> dict[str, Any] | None:
        """Return a file's ``{title, url, filename, extension, content_type, size_bytes, pages}``, or None."""
        from site_content.media.files import file_json

        self.links.add((f"file:{file_id}", CARD))
        if file_id not in self._files:
            self._files[file_id] = file_json(file_id, self.audience, self._address)
        return self._files[file_id]

    def _address(self, name: str) -> str:
        self.media.add(name)
        return media_address(name, self.media_base)

    def _own(self, card: dict[str, Any]) -> dict[str, Any]:
        """Return a card with its picture at the addresses that this audience reads: staff have their own."""
        theirs, ours = media_url(card["audience"]), media_url(self.audience)
        image = card.get("image")
        if image is None or theirs == ours:
            return card
        sources = [{**each, "url": each["url"].replace(theirs, ours, 1)} for each in image["sources"]]
        return {**card, "image": {**image, "url": image["url"].replace(theirs, ours, 1), "sources": sources}}


def safe_url(url: str) -> bool:
    """Say whether a typed-in address may be published: http(s), mailto, tel, or a path on this site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES
    return url.startswith("/") and not url.startswith("//") and "\\" not in url
