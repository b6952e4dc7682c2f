"""Deletion of large sections: readers lose them at once, and the worker deletes their pages in small pieces.

Deleted in one request, 5,000 pages held SQLite's write lock for 23 to 55 s, and whoever else saved was refused.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision

from site_content.editing.models import Deletion
from site_content.followers.parts import PAUSES, part
from site_content.pages.closing import tell_subtree, tell_unpublished
from site_content.pages.content_page import ContentPage
from site_content.pages.subtree_acts import delete_pages

logger = logging.getLogger("headland.editing")

# From so many pages below it on, a section is deleted by the worker.
LARGE = 200
# Deleted in one transaction, while which others wait to save; and before other parts of the worker have their turn.
PIECE = 20
MAX_DELETED = 100
_ENDING = {"end_state": "gone", "end_reason": "", "end_redirect_page": None, "end_redirect_url": ""}


def delete_in_pieces(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Take over from Wagtail when somebody has confirmed that a large section is to be deleted."""
    typed = request.POST.get("confirm_site_name")
    # What is typed wrongly Wagtail refuses in its own words.
    if request.method != "POST" or (typed and typed != settings.WAGTAIL_SITE_NAME):
        return None
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if begin_large_deletion(request, page) else None


def begin_large_deletion(request: HttpRequest, page: Page) -> bool:
    """Begin to delete a section that is large, and say so; return whether it is and may be."""
    count = page.get_descendant_count()
    if count < LARGE or ReferenceIndex.get_references_to(page).group_by_source_object().is_protected:
        return False
    begin_deletion(page, request.user)
    messages.success(
        request,
        f"Readers cannot see “{page.get_admin_display_title()}” and the {count:,} pages below it any more."
        " They are being deleted; that takes some minutes.",
    )
    return True


@transaction.atomic
def begin_deletion(page: Page, user: Any) -> None:
    """Unpublish and lock a page and all below it, and leave the rest to the worker."""
    # First: whoever is told of it looks at what is still there.
    tell_unpublished(page)
    ContentPage.objects.descendant_of(page, inclusive=True).update(**_ENDING)
    pages = Page.objects.descendant_of(page, inclusive=True)
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    keys = {str(pk) for pk in pages.values_list("pk", flat=True)}
    due = [pk for pk, key in scheduled.values_list("pk", "object_id") if key in keys]
    Revision.objects.filter(pk__in=due).update(approved_go_live_at=None)
    pages.update(live=False, has_unpublished_changes=True, locked=True, locked_at=timezone.now(), locked_by=None)
    tell_subtree(page)
    Deletion.objects.get_or_create(page=page, defaults={"user": user})


@part("deletions", every=1.0)
def delete_some() -> int:
    """Delete some pages of the sections that wait for it, the lowest first, in pieces; return how many."""
    done = 0
    for number in Deletion.objects.order_by("pk").values_list("pk", flat=True):
        while done < MAX_DELETED and (deleted := _delete_piece(number)):
            done += deleted
            time.sleep(PAUSES.get(connection.vendor, 0.0))
    return done


def _delete_piece(number: int) -> int:
    """Delete the last pages below a section, and the section itself when it is among them; return how many."""
    try:
        with transaction.atomic():
            # Under its lock: a second worker waits here, and takes the next pages.
            deletion = Deletion.objects.select_for_update().filter(pk=number).first()
            if deletion is None:
                return 0
            pages = Page.objects.filter(path__startswith=deletion.page.path).order_by("-path")[:PIECE]
            return delete_pages(pages, deletion.user)
    except ProtectedError as error:
        logger.error("deletion %s ends: %s. The pages that are left stay unpublished", number, error)
        Deletion.objects.filter(pk=number).delete()
        return 0
