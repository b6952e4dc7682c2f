"""The sample loader: uploads media, then makes every page in one transaction, so that a killed run can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from site_content.audiences import AUDIENCES, PUBLIC
from site_content.items.models import Refresh, SiteAudience
from site_content.pages.content_page import TYPES, ContentPage
from site_content.publishing.refresh import drain
from site_content.sample.errors import NotSafe, SampleError
from site_content.sample.fields import fill, updated
from site_content.sample.media import Media, upload
from site_content.sample.page_files import SamplePage, read_pages
from site_content.sample.references import References
from site_content.sample.site_words import fill_settings, link_emergencies, make_alerts

Step = Callable[[str], object]
# What others name or show comes first, so that few items are made twice.
FIRST = ("home", "section", "topic", "author")


def has_content() -> bool:
    """Say whether there is any page beyond the two home pages."""
    return bool(Page.objects.filter(depth__gt=2).exists())


def load(step: Step) -> int:
    """Load and publish everything; return the number of pages. ``step`` is told what was just done.

    Raises NotSafe, changing nothing, where the sample's addresses are taken; SampleError for a fault in its files.
    """
    samples = read_pages()
    homes = {row.audience: row.site.root_page for row in SiteAudience.objects.select_related("site__root_page")}
    refuse_taken(samples, homes)
    media = upload(lambda: step("picture"))
    with transaction.atomic():
        Load(samples, homes, media, step).run()
    return len(samples)


def refuse_taken(samples: list[SamplePage], homes: dict[str, Page]) -> None:
    """Raise NotSafe when there is no site for an audience, or a page stands where a top page of the sample would."""
    if missing := [audience for audience in AUDIENCES if audience not in homes]:
        raise NotSafe(f"there is no {' and no '.join(missing)} site")
    conflicts = [
        sample.name
        for sample in samples
        if sample.parent == "/" and homes[sample.audience].get_children().filter(slug=sample.slug).exists()
    ]
    if conflicts:
        raise NotSafe(f"these addresses are in use: {', '.join(conflicts)}")


class Load:
    """One load, in the caller's transaction."""

    def __init__(self, samples: list[SamplePage], homes: dict[str, Page], media: Media, step: Step) -> None:
        self.samples = samples
        self.homes = homes
        self.step = step
        self.now: datetime = timezone.now()
        self.ids: dict[tuple[str, str], int] = {}
        self.references = {audience: References(audience, self.ids, media) for audience in AUDIENCES}

    def run(self) -> None:
        """Make every page, then fill and publish each, then end what has ended."""
        for sample in self.samples:
            self._place(sample)
        for sample in sorted(self.samples, key=rank):
            self._write(sample)
            self.step("page")
        for references in self.references.values():
            fill_settings(references)
        make_alerts(self.references, self.now)
        link_emergencies(self.references[PUBLIC])
        self._drain()
        changed = [sample for sample in self.samples if sample.text_of("moved_from") or sample.text_of("ended")]
        for sample in changed:
            self._move_or_end(sample)
        self._drain()

    def _place(self, sample: SamplePage) -> None:
        """Make an empty page, so that others can refer to it."""
        if sample.path == "/":
            self.ids[sample.audience, "/"] = self.homes[sample.audience].pk
            return
        page = TYPES[sample.text_of("type")](title=sample.text_of("title"), slug=first_slug(sample), live=False)
        Page.objects.get(pk=self.ids[sample.audience, sample.parent]).add_child(instance=page)
        self.ids[sample.audience, sample.path] = page.pk

    def _write(self, sample: SamplePage) -> None:
        page = self._page(sample)
        if sample.path == "/" and page.latest_revision_id:
            return  # somebody wrote this home page
        try:
            fill(page, sample, self.references[sample.audience], self.now)
        except (SampleError, ValueError, KeyError) as error:
            raise SampleError(f"{sample.name}: {error}") from error
        page.save_revision().publish()
        self._date(page, sample)

    def _move_or_end(self, sample: SamplePage) -> None:
        page = self._page(sample)
        if sample.text_of("moved_from"):
            page.slug = sample.slug
            page.save_revision().publish()
        else:
            page.end_state, page.end_reason = sample.text_of("ended"), sample.text_of("reason")
            page.unpublish()
        self._date(page, sample)

    def _date(self, page: ContentPage, sample: SamplePage) -> None:
        """Set the times that publishing set to now back to what the sample says, in the history too."""
        at = updated(sample, self.now)
        if at is None:
            return
        Page.objects.filter(pk=page.pk, last_published_at__isnull=False).update(last_published_at=at)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=at)
        Revision.page_revisions.filter(object_id=str(page.pk)).update(created_at=at)
        PageLogEntry.objects.filter(page_id=page.pk).update(timestamp=at)

    def _page(self, sample: SamplePage) -> Any:
        return ContentPage.objects.get(pk=self.ids[sample.audience, sample.path]).specific

    def _drain(self) -> None:
        drain()
        failed = [f"{row.key}: {row.error}" for row in Refresh.objects.all()[:5]]
        if failed:
            raise SampleError(f"not published: {'; '.join(failed)}")


def rank(sample: SamplePage) -> int:
    """Return a page's place in the order of writing."""
    kind = sample.text_of("type")
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def first_slug(sample: SamplePage) -> str:
    """Return the slug a page has first: another than its own when it was moved since."""
    before = sample.text_of("moved_from")
    if before and before.rpartition("/")[0] != sample.path.rpartition("/")[0]:
        raise SampleError(f"{sample.name}: moved_from names another parent")
    return before.rpartition("/")[2] or sample.slug
