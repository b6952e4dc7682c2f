"""``Publishable``: the interface of everything that can become an item: pages today, people or vacancies tomorrow.

A plain Django model mixes in ``PublishableModel`` (site_content.items.publishable_model). Something whose attributes
mean other things, as a Wagtail page's do, is stood for by an adapter (site_content.pages.publishable_page).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from site_content.items.details import Details, details_of
from site_content.items.ending import GONE, Ending
from site_content.items.visibility import Address

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

DEFAULT_LOCALE = "en"


class Publishable:
    """One object that can be published. What has a value here is optional; what raises must be answered."""

    # The part of the key before the colon, as the object's kind is registered (site_content.items.kinds).
    kind: ClassVar[str] = ""
    item_type: Any = ""
    Details: Any = Details
    pk: Any
    content_id: Any
    title: Any
    summary: Any = ""
    search_keywords: Any = ""
    locale: Any = DEFAULT_LOCALE
    expire_at: Any = None
    # When a scheduled version takes over; None for what is live.
    live_from: datetime | None = None

    @property
    def key(self) -> str:
        """Who this is among everything published, for ever: ``page:7``."""
        return f"{self.kind}:{self.pk}"

    @property
    def translation_key(self) -> UUID:
        """What the translations of one text share; its own id where it has none."""
        own: UUID = self.content_id
        return own

    @property
    def groups(self) -> Sequence[str]:
        """The rings of groups that its readers are let through (site_content.items.rings); empty for all."""
        return ()

    # Who may read it, where and when.

    def address(self) -> Address | None:
        """Return where its item stands, published or not; None when no audience has it."""
        raise NotImplementedError

    def is_readable(self) -> bool:
        """Say whether its audience may read it now: live, at an address, and not closed."""
        raise NotImplementedError

    def is_open(self) -> bool:
        """Say whether its audience could read it if it were live: at an address, and not closed."""
        return self.address() is not None

    def scheduled(self) -> Publishable | None:
        """Return it as it will be when it goes live, with ``live_from``; None when nothing is waiting."""
        return None

    def scheduled_moment(self) -> datetime | None:
        """Return when the scheduled version goes live, or None."""
        future = self.scheduled()
        return future.live_from if future is not None else None

    def next_change(self) -> datetime | None:
        """Return when what readers see of it ends by itself, or None. What is scheduled shows in nothing before.

        It may be past: the end is due, and stays so until the worker has made it fact.
        """
        end: datetime | None = self.expire_at
        return end

    def ending(self) -> Ending:
        """Return what its readers are told while it is not published."""
        return GONE

    def may_be_edited_by(self, user: Any) -> bool:
        """Say whether a user may edit it, and so preview it."""
        raise NotImplementedError

    # What stands around it.

    def parent_key(self) -> str | None:
        """Return the key of what lists it, or None."""
        return None

    def child_keys(self) -> Iterable[str]:
        """Return the keys of what lies right below it: their addresses begin with its own."""
        return ()

    def keys_below(self) -> Any:
        """Return the keys of everything below it, as a collection or a query of one column."""
        return ()

    # What its item says.

    @property
    def shown_date(self) -> datetime | None:
        """When readers are told it was published."""
        raise NotImplementedError

    @property
    def updated_date(self) -> datetime | None:
        """When readers are told it was last published."""
        raise NotImplementedError

    def details(self, resolver: LinkResolver) -> dict[str, Any]:
        """Return its own part of the item as JSON. Raises pydantic.ValidationError if ``Details`` refuse it."""
        return details_of(self.Details, self, resolver)

    def image(self, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return its picture."""
        return None

    def links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return cards by the name of the link: ``topics`` and ``related`` always, and those of its own."""
        return {"topics": [], "children": [], "related": []}

    def tags(self, resolver: LinkResolver) -> list[dict[str, str]]:
        """Return its tags as ``[{slug, label}]``."""
        return []

    def meta(self, resolver: LinkResolver) -> dict[str, Any]:
        """Return what search engines and social networks are told; tags and ``noindex`` are added."""
        return {"seo_title": "", "description": self.summary, "social_image": None, "change_note": ""}

    def breadcrumbs(self, resolver: LinkResolver) -> list[dict[str, str]]:
        """Return ``[{title, path}]`` from the site's home to what it lies in."""
        return []

    def is_result(self, body: dict[str, Any]) -> bool:
        """Say whether search may answer with the item whose JSON is ``body``: it must say something of a subject."""
        return True

    def part_paths(self, details: dict[str, Any]) -> list[str]:
        """Return further paths that answer with this item (the parts of guidance)."""
        return []
