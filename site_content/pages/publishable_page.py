"""``PublishablePage``: presents a page to publishing, with Wagtail's tree, restrictions and revisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from site_content.audiences import STAFF
from site_content.items.details import details_of
from site_content.items.ending import GONE, Ending
from site_content.items.kinds import Kind, keys_of, register_kind
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.items.publishable import DEFAULT_LOCALE, Publishable
from site_content.items.rings import Ring, groups_of
from site_content.items.surroundings import page_ids, surroundings
from site_content.items.visibility import Address, SiteRoot, is_closed, item_path, restriction_rings, root_of
from site_content.pages.content_page import ContentPage
from site_content.pages.page_ending import ending_of
from site_content.pages.page_relations import PageRelations, read_relations, scheduled_revisions

PAGE = "page"


class PublishablePage(Publishable):
    """One page, for one publication: its address, root and restriction are looked up once."""

    kind: ClassVar[str] = PAGE

    def __init__(self, page: ContentPage, live_from: datetime | None = None) -> None:
        self.page = page
        # What a batch has read for many pages at once (page_relations.py); without it the page is asked.
        self.relations: PageRelations | None = None
        self.live_from = live_from
        self.pk = page.pk
        self.item_type, self.Details = page.item_type, page.Details
        self.content_id, self.title, self.summary = page.content_id, page.title, page.summary
        self.search_keywords, self.expire_at = page.search_keywords, page.expire_at

    @property
    def locale(self) -> str:
        """The page's language; the default one has the short name that readers' items always had."""
        code: str = self.page.locale.language_code
        return DEFAULT_LOCALE if code == settings.LANGUAGE_CODE else code

    @property
    def translation_key(self) -> UUID:
        """What Wagtail gives the translations of one page."""
        key: UUID = self.page.translation_key
        return key

    @cached_property
    def _root(self) -> SiteRoot | None:
        return root_of(self.page)

    @cached_property
    def _rings(self) -> list[Ring]:
        return restriction_rings(self.page.path)

    @property
    def groups(self) -> Sequence[str]:
        """The rings of groups round it, where its readers are known: on the staff site."""
        return groups_of(self._rings) if self._root is not None and self._root.audience == STAFF else ()

    def address(self) -> Address | None:
        """Return where its item stands under its site's home; None outside every site."""
        root = self._root
        return None if root is None else Address(root.audience, item_path(self.page.url_path, root))

    def is_open(self) -> bool:
        """Say whether no view restriction closes it to its audience."""
        return self._root is not None and not is_closed(self._rings, self._root.audience)

    def is_readable(self) -> bool:
        """Say whether it is live and open."""
        return bool(self.page.live) and self.is_open()

    def scheduled(self) -> Publishable | None:
        """Return the page as it will be when its approved scheduled revision goes live.

        Its times are what they will be then: ``last_published_at`` is the moment it goes live.
        """
        revision = self.relations.scheduled if self.relations else self._scheduled_revisions().first()
        if revision is None:
            return None
        future = revision.as_object()
        future.last_published_at = revision.approved_go_live_at
        future.first_published_at = self.page.first_published_at or revision.approved_go_live_at
        return PublishablePage(future, live_from=revision.approved_go_live_at)

    def _scheduled_revisions(self) -> QuerySet[Revision]:
        return self.page.revisions.filter(approved_go_live_at__isnull=False).order_by("-created_at")  # type: ignore[no-any-return]

    def scheduled_moment(self) -> datetime | None:
        """Return when the approved scheduled revision goes live, without reading it."""
        moment: datetime | None = self._scheduled_revisions().values_list("approved_go_live_at", flat=True).first()
        return moment

    def ending(self) -> Ending:
        """Return what its editor chose to tell readers when unpublishing it."""
        address = self.address()
        return GONE if address is None or not self.is_open() else ending_of(self.page, address, self.groups)

    def may_be_edited_by(self, user: Any) -> bool:
        """Say whether Wagtail lets a user edit the page; one not saved yet is anybody's who may enter the admin."""
        if self.pk is None:
            return bool(user.has_perm("wagtailadmin.access_admin"))
        return bool(self.page.permissions_for_user(user).can_edit())

    def parent_key(self) -> str | None:
        """Return the key of the page it lies in."""
        place = self.page.path[: -self.page.steplen]
        parent = page_ids([place]).get(place)
        return f"{PAGE}:{parent}" if parent is not None else None

    def child_keys(self) -> Iterable[str]:
        """Return the keys of the pages right below it."""
        if self.page.is_leaf():
            return ()
        return list(keys_of(PAGE, self.page.get_children()))

    def keys_below(self) -> Any:
        """Return a query of the keys of all pages below it."""
        if self.page.is_leaf():
            return ()
        return keys_of(PAGE, Page.objects.filter(path__startswith=self.page.path, depth__gt=self.page.depth))

    @property
    def shown_date(self) -> datetime | None:
        """The date its type shows, or when it was first published."""
        moment: datetime | None = self.page.shown_date or self.page.first_published_at
        return moment

    @property
    def updated_date(self) -> datetime | None:
        """When it was last published."""
        moment: datetime | None = self.page.last_published_at or self.page.first_published_at
        return moment

    def details(self, resolver: LinkResolver) -> dict[str, Any]:
        """Return the type's own part of the item."""
        return details_of(self.Details, self.page, resolver)

    def image(self, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the lead image."""
        page = self.page
        return resolver.image(page.lead_image, page.lead_image_alt, page.lead_image_decorative)

    def links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return topics, related pages, and the links of its type."""
        relations = self.relations
        topics = resolver.cards(relations.topics if relations else [page.pk for page in self.page.topics.all()])
        own = self.page.extra_links(resolver)
        related = resolver.cards(relations.related if relations else [page.pk for page in self.page.related.all()])
        return {"topics": topics, "children": [], "related": related, **own}

    def tags(self, resolver: LinkResolver) -> list[dict[str, str]]:
        """Return the editor's tags by name."""
        return resolver.tags(self.relations.tags if self.relations else self.page.tags.all().order_by("name"))

    def meta(self, resolver: LinkResolver) -> dict[str, Any]:
        """Return what the "For search engines and sharing" fields say."""
        page = self.page
        return {
            "seo_title": page.seo_title,
            "description": page.search_description or page.summary,
            "social_image": resolver.image(page.social_image, page.title),
            "change_note": page.change_note,
        }

    def breadcrumbs(self, resolver: LinkResolver) -> list[dict[str, str]]:
        """Return the pages from the home page to its parent, leaving out what the audience may not read."""
        if self._root is None:
            return []
        steps = range(len(self._root.tree_path), len(self.page.path), self.page.steplen)
        ids = page_ids(self.page.path[:step] for step in steps)
        return [{"title": card["title"], "path": card["path"]} for card in resolver.cards(list(ids.values()), TITLE)]

    def is_result(self, body: dict[str, Any]) -> bool:
        """Say whether search may answer with it."""
        return self.page.is_result(body)

    def part_paths(self, details: dict[str, Any]) -> list[str]:
        """Return the paths of the parts its type has."""
        return self.page.part_paths(details)


class PageKind(Kind):
    """Every page of a content type."""

    name: ClassVar[str] = PAGE

    def get(self, pk: int) -> Publishable | None:
        """Return a page; None for one that is no content type's."""
        page = ContentPage.objects.filter(pk=pk).specific().first()
        return PublishablePage(page) if isinstance(page, ContentPage) and page.item_type else None

    def get_many(self, pks: Iterable[int]) -> dict[int, Publishable]:
        """Return pages of content types in some queries for all; only what is readable is read whole."""
        pages = [page for page in ContentPage.objects.filter(pk__in=list(pks)) if _type_of(page) is not None]
        surroundings().learn(page.path for page in pages)
        subjects = {page.pk: PublishablePage(page) for page in pages}
        # One that is deleted meanwhile is not read a second time, and is no subject.
        readable = [subjects.pop(page.pk).page for page in pages if subjects[page.pk].is_readable()]
        for model in {_type_of(page) for page in readable} - {None}:
            rows = model.objects.filter(pk__in=[page.pk for page in readable if _type_of(page) is model])
            subjects.update({page.pk: PublishablePage(page) for page in rows})
        relations = read_relations([subjects[page.pk].page for page in readable if page.pk in subjects])
        scheduled = scheduled_revisions(subjects)
        for pk, subject in subjects.items():
            subject.relations = relations.get(pk) or PageRelations()
            subject.relations.scheduled = scheduled.get(pk)
        return dict(subjects)

    def of(self, draft: Any) -> Publishable:
        """Return the adapter of a page in hand."""
        return PublishablePage(draft)

    def keys(self) -> QuerySet[Any]:
        """Return the keys of all pages in tree order."""
        return keys_of(PAGE, ContentPage.objects.order_by("path"))

    def expired(self, now: datetime) -> list[int]:
        """Return live pages whose expiry has passed."""
        pages = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
        return list(pages.values_list("pk", flat=True))

    def expire(self, pk: int) -> bool:
        """Unpublish an expired page."""
        page = Page.objects.filter(pk=pk, live=True, expire_at__lte=timezone.now()).first()
        if page is None:
            return False
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return True

    def due(self, now: datetime) -> list[int]:
        """Return the approved scheduled revisions whose moment has come."""
        revisions = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
        return list(revisions.values_list("pk", flat=True))

    def go_live(self, number: int) -> bool:
        """Publish a revision that is due."""
        revision = Revision.page_revisions.filter(pk=number, approved_go_live_at__lte=timezone.now()).first()
        if revision is None:
            return False
        revision.publish(log_action="wagtail.publish.scheduled")
        return True

    def edit_url(self, pk: int) -> str:
        """Return the page's editor."""
        return reverse("wagtailadmin_pages:edit", args=[pk])


def _type_of(page: ContentPage) -> Any:
    """Return the content type's class of a page that was read without its own fields, or None."""
    model = page.specific_class
    return model if model is not None and issubclass(model, ContentPage) and model.item_type else None


register_kind(PageKind())
