"""Imported sources: remember where each page came from, so that a new import changes only what changed."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class ImportedSource(models.Model):
    """One document of a source and the page made from it.

    ``address`` is where its own source keeps it (links in other documents of that source name it so). ``digest`` is
    of the document as read; ``revision_id`` the page's newest revision when it was imported: another newest revision
    means an editor changed the page since. ``page`` is null when an editor deleted it.
    """

    source = models.CharField(max_length=200)
    source_id = models.CharField(max_length=500)
    address = models.CharField(max_length=500, blank=True)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="imported_from")
    digest = models.CharField(max_length=64)
    revision_id = models.BigIntegerField(null=True)
    # Its links whose targets were not imported then: [address in the source, address the link has instead].
    unresolved = models.JSONField(default=list)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="one_row_per_source_document")]

    def missing(self) -> list[tuple[str, str]]:
        """Return ``unresolved`` as pairs, leaving out anything else that an older version may have kept."""
        return [(pair[0], pair[1]) for pair in self.unresolved if isinstance(pair, list) and len(pair) == 2]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_id}"
