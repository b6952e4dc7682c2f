"""Places of imported pages: find or make the parent, and the author and topic pages, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page

from site_content.importing.headline import MAX_SLUG, MAX_TITLE, free_slug, shorten
from site_content.items.models import SiteAudience
from site_content.pages.content_page import ContentPage
from site_content.pages.types.author import AuthorPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage

MAX_STEPS = 10


class NoPlace(Exception):
    """The path given cannot hold pages."""


class Places:
    """The tree below one page of one site. ``publish`` says whether what is made here is published too."""

    def __init__(self, audience: str, path: str, publish: bool) -> None:
        self.publish = publish
        row = SiteAudience.objects.filter(audience=audience).select_related("site__root_page").first()
        if row is None:
            raise NoPlace(f"there is no {audience} site")
        self.home: Page = row.site.root_page
        self._slugs_by_parent: dict[int, set[str]] = {}
        self._people: dict[tuple[type[ContentPage], str, bool], int] = {}
        self._folders: dict[str, Page] = {}
        self.parent = self._find(path)

    def _find(self, path: str) -> Page:
        """Return the page at a path below the site's home; missing steps become sections. Raises NoPlace."""
        page = self.home
        steps = [step for step in path.strip().lower().split("/") if step]
        if len(steps) > MAX_STEPS:
            raise NoPlace(f"{path!r} has more than {MAX_STEPS} steps")
        for step in steps:
            if slugify(step) != step:
                raise NoPlace(f"{path!r} is not a path: use lowercase letters, digits and hyphens")
            found_here = page.get_children().filter(slug=step).first()
            page = self._opened(found_here) if found_here else self._section(page, step)
        parent: Page = page.specific
        if SectionPage not in parent.creatable_subpage_models():
            raise NoPlace(f"no pages can be made under {path!r}, which is a {parent._meta.verbose_name}")
        return parent

    def _opened(self, page: Page) -> Page:
        """Publish a section that an earlier run made as a draft: nobody's, and never published. Return the page."""
        mine = page.owner_id is None and page.first_published_at is None and not page.live
        if self.publish and mine and page.latest_revision_id is not None:
            page.get_latest_revision().publish()
            page.refresh_from_db()
        return page

    def _section(self, parent: Page, slug: str, title: str = "") -> Page:
        section = SectionPage(title=title or slug.replace("-", " ").capitalize(), slug=slug)
        return self.add(section, parent)

    def add(self, page: ContentPage, parent: Page, draft: bool = False) -> ContentPage:
        """Make a page that holds or names others, published if this run publishes, and it is not for a draft."""
        page.live = False
        parent = Page.objects.get(pk=parent.pk)
        parent.add_child(instance=page)
        revision = page.save_revision()
        if self.publish and not draft:
            revision.publish()
        page.refresh_from_db()
        return page

    def slug(self, base: str) -> str:
        """Return a slug that no page under the parent has."""
        return free_slug(base, self._slugs(self.parent))

    def _slugs(self, parent: Page) -> set[str]:
        if parent.pk not in self._slugs_by_parent:
            self._slugs_by_parent[parent.pk] = set(parent.get_children().values_list("slug", flat=True))
        return self._slugs_by_parent[parent.pk]

    def authors(self, names: Iterable[str], draft: bool = False) -> list[int]:
        """Return the author pages of these people, anywhere on the site; those missing are made.

        A draft's authors and topics are not published for its sake: readers would learn of it by them.
        """
        return [self._named(AuthorPage, name, "authors", "Authors", draft) for name in names]

    def topics(self, names: Iterable[str], draft: bool = False) -> list[int]:
        """Return the topic pages of these names, anywhere on the site; those missing are made."""
        return [self._named(TopicPage, name, "topics", "Topics", draft) for name in names]

    def _named(self, model: type[Any], name: str, folder: str, title: str, draft: bool) -> int:
        name = shorten(name.replace("\xa0", " "), MAX_TITLE)
        key = (model, name.casefold(), draft)
        if key not in self._people:
            page = model.objects.descendant_of(self.home).filter(title__iexact=name).order_by("path").first()
            if page is None:
                holder = self._folder(folder, title)
                slug = free_slug(slugify(name)[:MAX_SLUG] or folder[:-1], self._slugs(holder))
                page = self.add(model(title=name, slug=slug), holder, draft)
            elif self.publish and not draft and not page.live and page.first_published_at is None:
                self._opened(page.get_parent())
                page.get_latest_revision().publish()
            self._people[key] = page.pk
        return self._people[key]

    def _folder(self, slug: str, title: str) -> Page:
        if slug not in self._folders:
            parent = self.parent if self.parent.slug != slug else self.parent.get_parent()
            folder = parent.get_children().filter(slug=slug).first()
            if folder is None:
                self._slugs(self.parent).add(slug)
                folder = self._section(parent, slug, title)
            self._folders[slug] = self._opened(folder)
        return self._folders[slug]
