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
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page, ReferenceIndex, Revision

from site_content.editing.models import Deletion
from site_content.followers.parts import PAUSES, part
from site_content.pages.closing import tell_subtree, tell_unpublished
from site_content.pages.content_page import ContentPage

logger = logging.getLogger("headland.editing")

# From so many pages below it on, a section is deleted by the worker.
LARGE = 200
PIECE = 20
_ENDING = {"end_state": "gone", "end_reason": "", "end_redirect_page": None, "end_redirect_url": ""}


def delete_in_pieces(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Take over from Wagtail when somebody has confirmed that a large section is to be deleted."""
    count = page.get_descendant_count()
    typed = request.POST.get("confirm_site_name")
    # What is typed wrongly, and what may not be deleted, Wagtail refuses in its own words.
    if request.method != "POST" or count < LARGE or (typed and typed != settings.WAGTAIL_SITE_NAME):
        return None
    if ReferenceIndex.get_references_to(page).group_by_source_object().is_protected:
        return None
    parent = page.get_parent()
    begin_deletion(page, request.user)
    messages.success(
        request,
        f"Readers cannot see “{page.get_admin_display_title()}” and the {count:,} pages below it any more."
        " They are being deleted; that takes some minutes.",
    )
    return redirect("wagtailadmin_explore", parent.pk)


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
    """Delete some pages of the sections that wait for it, the lowest first, each by itself; return how many."""
    done = 0
    for number in Deletion.objects.order_by("pk").values_list("pk", flat=True):
        while done < PIECE and _delete_one(number):
            done += 1
            time.sleep(PAUSES.get(connection.vendor, 0.0))
    return done


def _delete_one(number: int) -> bool:
    """Delete the last page below a section, or the section itself when it is the last; return whether there was one."""
    try:
        with transaction.atomic():
            # Under its lock: a second worker waits here, and takes the next page.
            deletion = Deletion.objects.select_for_update().filter(pk=number).first()
            if deletion is None:
                return False
            page = Page.objects.filter(path__startswith=deletion.page.path).order_by("-path").first()
            DeletePageAction(page, user=deletion.user).execute(skip_permission_checks=True)
    except ProtectedError as error:
        logger.error("deletion %s ends: %s. The pages that are left stay unpublished", number, error)
        Deletion.objects.filter(pk=number).delete()
        return False
    return True
