"""The import run: makes every page first and fills it later, so that links find pages in any order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Collection, Page

from site_content.importing.addresses import KnownAddresses, Resolver, deep_links
from site_content.importing.conversion.body import to_blocks
from site_content.importing.conversion.builder import Block
from site_content.importing.conversion.conversion import Conversion
from site_content.importing.decisions import Action, EarlierImport, decide
from site_content.importing.later_links import lead_links
from site_content.importing.models import ImportedSource
from site_content.importing.pages import PageReferences, fill, first_published, new_page
from site_content.importing.places import Places
from site_content.importing.report import Outcome, Report
from site_content.importing.source_files import SourceFiles
from site_content.importing.sources.source import BadRecord, SkippedRecord, SourceDocument, SourceRecord
from site_content.items.models import Refresh
from site_content.items.visibility import address_of
from site_content.media.collections import STAFF_COLLECTION
from site_content.pages.content_page import ContentPage
from site_content.publishing.refresh import drain
from site_content.publishing.signals import drain_postponed

logger = logging.getLogger("headland.importing")
MAX_DOCUMENTS = 50_000
MAX_NOTES = 50
MAX_UNRESOLVED = 1_000
# A long run's pages can be read before its end.
DRAIN_EVERY = 500


@dataclass(frozen=True)
class RunOptions:
    """What the command line says of this run."""

    audience: str = "public"
    under: str = "/"
    publish: bool = False
    overwrite: bool = False
    topics_from_tags: bool = False


@dataclass
class Task:
    """A document with what was decided about it, and the row that remembers it."""

    document: SourceDocument
    action: Action
    reason: str
    row: ImportedSource
    is_new: bool = False
    notes: list[str] = field(default_factory=list)


class Progress:
    """Told of every step of a run; this one keeps it to itself."""

    def begin(self, phase: str, total: int | None = None) -> None:
        """A phase begins: of so many steps, or nobody knows how many."""

    def step(self, count: int = 1) -> None:
        """So many steps of the phase are done."""


class Run:
    """One run over documents of any sources."""

    def __init__(self, options: RunOptions, progress: Progress | None = None) -> None:
        self.options = options
        self.progress = progress or Progress()
        self.places = Places(options.audience, options.under, options.publish)
        self.report = Report()
        self.known_addresses: dict[str, KnownAddresses] = {}
        self.deep_links: list[tuple[SourceDocument, list[str]]] = []
        self.linked_into: set[int] = set()
        self._outcomes: dict[int, Outcome] = {}
        root = Collection.get_first_root_node()
        staff = Collection.objects.filter(name=STAFF_COLLECTION).first() if options.audience == "staff" else None
        if options.audience == "staff" and staff is None:
            staff = root.add_child(name=STAFF_COLLECTION)
        self.files = SourceFiles(staff or root)

    def run(self, reads: Iterable[SourceRecord]) -> Report:
        """Import everything; return the report. One bad record stops nothing."""
        tasks: list[Task] = []
        with drain_postponed():
            self.progress.begin("read")
            self._read(reads, tasks)
            for document, addresses in self.deep_links:
                targets = map(Resolver(document, self._addresses_of(document.source)), addresses)
                self.linked_into |= {target.page for target in targets if target and target.page}
            self.progress.begin("import", len(tasks))
            for number, task in enumerate(tasks, 1):
                self._attempt(task.document, partial(self._write, task), task)
                self.progress.step()
                if number % DRAIN_EVERY == 0:
                    drain()
            if any(task.is_new for task in tasks):
                self._lead_earlier_links()
            self.progress.begin("publish")
            while done := drain(20):
                self.progress.step(done)
        self._admit_unpublished()
        return self.report

    def _read(self, reads: Iterable[SourceRecord], tasks: list[Task]) -> None:
        source_ids: set[tuple[str, str]] = set()
        for number, read in enumerate(reads):
            if isinstance(read, BadRecord):
                self.report.add(Outcome(read.place, "failed", read.reason))
            elif isinstance(read, SkippedRecord):
                self.report.add(Outcome(read.place, "skipped", read.reason))
            elif number >= MAX_DOCUMENTS:
                self.report.add(Outcome(read.source_id, "failed", f"more than {MAX_DOCUMENTS:,} documents in one run"))
            elif (read.source, read.source_id) in source_ids:
                self.report.add(Outcome(read.source_id, "skipped", "another document has this id"))
            else:
                source_ids.add((read.source, read.source_id))
                self._attempt(read, partial(self._place, read, tasks))
            self.progress.step()

    def _lead_earlier_links(self) -> None:
        """Point links of pages imported by earlier runs to pages that this one made."""
        done = set(self._outcomes)
        for source, known_addresses in self.known_addresses.items():
            rows = ImportedSource.objects.filter(source=source, page__isnull=False).exclude(unresolved=[])
            for row in rows.iterator():
                if row.page_id in done or all(known_addresses.find(address) is None for address, _ in row.missing()):
                    continue
                with transaction.atomic():
                    page = lead_links(row, known_addresses)
                if page is not None:
                    reason = "linked to pages imported later"
                    self.report.set(Outcome(row.source_id, "updated", reason, self._path(page.pk)))

    def _admit_unpublished(self) -> None:
        """Say of pages whose item could not be made that they failed: the worker goes on trying, and logs why."""
        keys = {f"page:{page_id}": outcome for page_id, outcome in self._outcomes.items()}
        for row in Refresh.objects.exclude(error=""):
            if outcome := keys.pop(row.key, None):
                self.report.replace(outcome, "failed", f"imported, but Headland cannot publish it: {row.error[:300]}")

    def _attempt(self, document: SourceDocument, work: Callable[[], None], task: Task | None = None) -> None:
        try:
            with transaction.atomic():
                work()
        except Exception as error:
            logger.warning("could not import %s", document.source_id, exc_info=not _is_expected(error))
            self.report.add(Outcome(document.source_id, "failed", _reason(error)))
            if task is not None and task.is_new and task.row.page_id:
                # A page without its words is worse than none.
                Page.objects.get(pk=task.row.page_id).specific.delete()
                ImportedSource.objects.filter(pk=task.row.pk).delete()

    def _place(self, document: SourceDocument, tasks: list[Task]) -> None:
        """First pass: decide, and make the page if there is none."""
        known_addresses = self._addresses_of(document.source)
        if addresses := deep_links(document.html):
            self.deep_links.append((replace(document, html=""), addresses))
        row = ImportedSource.objects.filter(source=document.source, source_id=document.source_id).first()
        if self.options.audience == "staff" and row is not None and _is_public(row.page):
            raise ValidationError("its page is on the public site: use another --source for staff content")
        action, reason = decide(
            self._earlier(row, known_addresses),
            document.digest(),
            self.options.publish and not document.draft,
            self.options.overwrite,
        )
        if action in {"leave", "skip"}:
            assert row is not None
            word = "unchanged" if action == "leave" else "skipped"
            self.report.add(Outcome(document.source_id, word, reason, self._path(row.page_id)))
            return
        row = row or ImportedSource(source=document.source, source_id=document.source_id)
        task = Task(document, action, reason, row)
        if action == "create":
            page = new_page(document, to_blocks(document.html, Conversion()) if not document.title else [])
            page.slug = self.places.slug(page.slug)
            Page.objects.get(pk=self.places.parent.pk).add_child(instance=page)
            row.page_id, row.digest, row.address = page.pk, "", document.address[:500]
            row.save()
            task.is_new = True
        known_addresses.add(document.address, row.page_id or 0)
        known_addresses.add(document.source_id, row.page_id or 0)
        tasks.append(task)

    def _write(self, task: Task) -> None:
        """Second pass: convert, fill, save, publish."""
        document, row = task.document, task.row
        page: ContentPage = ContentPage.objects.get(pk=row.page_id).specific
        if task.action == "publish":
            page.first_published_at = page.first_published_at or first_published(document)
            self._filed_under(document)  # they were drafts too
            page.get_latest_revision().publish()
            self._outcome(task, page, "published")
            return
        resolver = Resolver(document, self._addresses_of(document.source), lambda href: self.files.file(document, href))
        blocks = self._convert(task, resolver)
        fill(page, document, blocks, self._surroundings(task, page.pk))
        task.notes += [f"file refused: {problem}" for problem in self.files.problems]
        self.files.problems.clear()
        if self.options.publish and document.draft:
            task.notes.append("not published: a draft in its source")
        publish = self.options.publish and not document.draft and (page.live or page.first_published_at is None)
        if publish and page.first_published_at is None:
            page.first_published_at = first_published(document)
        revision = page.save_revision()
        if publish:
            revision.publish()
        row.revision_id, row.digest = revision.pk, document.digest()
        row.address = document.address[:500]
        row.unresolved = sorted(set(resolver.unresolved))[:MAX_UNRESOLVED]
        row.save()
        self._outcome(task, page, "created" if task.is_new else "updated")

    def _convert(self, task: Task, resolver: Resolver) -> list[Block]:
        conversion = Conversion(link=resolver, picture=lambda source: self.files.picture(task.document, source))
        blocks = to_blocks(task.document.html, conversion)
        task.notes += [*task.document.notes, *conversion.problems]
        missing = sorted({address for address, _ in resolver.unresolved})
        task.notes += [f"link not imported: {address!r}" for address in missing]
        return blocks

    def _surroundings(self, task: Task, page_id: int) -> PageReferences:
        document = task.document
        picture = self.files.picture(document, document.lead_image) if document.lead_image else None
        if document.lead_image and picture is None:
            task.notes.append(f"lead picture not given: {document.lead_image[:200]!r}")
        return PageReferences(*self._filed_under(document), picture, page_id in self.linked_into)

    def _filed_under(self, document: SourceDocument) -> tuple[list[int], list[int]]:
        """Return the pages of a document's authors and topics, published where the document is."""
        names = dict.fromkeys([*document.topics, *(document.tags if self.options.topics_from_tags else ())])
        authors = self.places.authors(document.authors, document.draft) if document.kind == "blog" else []
        return authors, self.places.topics(names, document.draft)

    def _addresses_of(self, source: str) -> KnownAddresses:
        if source not in self.known_addresses:
            known_addresses = self.known_addresses[source] = KnownAddresses()
            rows = ImportedSource.objects.filter(source=source, page__isnull=False)
            for address, source_id, page_id in rows.values_list("address", "source_id", "page_id"):
                known_addresses.add(address, page_id)
                known_addresses.add(source_id, page_id)
        return self.known_addresses[source]

    def _earlier(self, row: ImportedSource | None, known_addresses: KnownAddresses) -> EarlierImport | None:
        if row is None:
            return None
        page = row.page
        if page is None:
            return EarlierImport(row.digest, row.revision_id, None)
        resolvable = any(known_addresses.find(address) is not None for address, _ in row.missing())
        newer = page.live and page.live_revision_id != page.latest_revision_id
        waits = newer or (not page.live and page.first_published_at is None)
        return EarlierImport(row.digest, row.revision_id, page.pk, page.latest_revision_id, waits, resolvable)

    def _outcome(self, task: Task, page: ContentPage, action: str) -> None:
        notes = tuple(dict.fromkeys(task.notes))[:MAX_NOTES]
        outcome = Outcome(task.document.source_id, action, task.reason, self._path(page.pk), notes)
        self._outcomes[page.pk] = outcome
        self.report.add(outcome)

    def _path(self, page_id: int | None) -> str:
        page = Page.objects.filter(pk=page_id).first()
        address = address_of(page) if page else None
        return address.path if address else ""


def _is_public(page: Page | None) -> bool:
    """Say whether a page stands where everybody may read it, or will once it is published."""
    address = address_of(page) if page is not None else None
    return address is not None and address.audience == "public"


def _is_expected(error: Exception) -> bool:
    return type(error).__name__ in {"Unreadable", "ValidationError"}


def _reason(error: Exception) -> str:
    messages = getattr(error, "messages", None)
    return ("; ".join(messages) if messages else f"{type(error).__name__}: {error}")[:500]
