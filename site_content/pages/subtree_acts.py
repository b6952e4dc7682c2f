"""Acts on whole subtrees: delete or unpublish many pages in a few statements, where Wagtail takes many for each page.

What Wagtail tells with one ``page_unpublished`` for each page is told of all together (site_content.items.signals).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Comment, CommentReply, Page, PageLogEntry, ReferenceIndex, WorkflowState
from wagtail.signal_handlers import disable_reference_index_auto_update

from site_content.pages.closing import tell_subtree, tell_unpublished
from site_content.pages.signals import tree_changed

# So many rows go into one statement.
CHUNK = 500


@transaction.atomic
def delete_pages(pages: Iterable[Page], user: Any = None) -> int:
    """Delete pages, and all that lie below them, as DeletePageAction does; return how many."""
    subtrees = Page.objects.filter(reduce(or_, (Q(path__startswith=page.path) for page in pages)))
    deleted = list(subtrees.order_by("path"))
    aliases = Page.objects.filter(alias_of__in=subtrees, alias_of__live=True, live=True)
    for alias in aliases.exclude(pk__in=subtrees.values("pk")):
        alias.specific.unpublish(log_action=False)
    # Else Wagtail unpublishes each of them before it goes.
    subtrees.filter(live=True).update(live=False)
    with _references_removed(subtrees, [page.pk for page in deleted]):
        subtrees.delete()
    _log(deleted, "wagtail.delete", user, deleted=True)
    tree_changed.send(sender=Page)
    return len(deleted)


@transaction.atomic
def unpublish_below(page: Page, user: Any = None) -> int:
    """Unpublish the pages below a page that ``user`` (None: anybody) may unpublish; return how many.

    What is locked, scheduled, under review or has aliases needs the care of UnpublishPageAction, and is left to it.
    """
    if user is not None:
        allowed = page.permissions_for_user(user)
        if not user.is_active or not (user.is_superuser or "publish" in allowed.permissions):
            return 0
    under_review = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(models.OuterRef("pk"), models.CharField()),
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
    )
    live = Page.objects.descendant_of(page).live().filter(locked=False, aliases=None)
    free = live.annotate_approved_schedule().filter(~models.Exists(under_review), _approved_schedule=False)
    pages = list(free.order_by("path"))
    if pages:
        # First: whoever is told of it looks at what is still there.
        tell_unpublished(page)
        unpublished = Page.objects.filter(pk__in=[each.pk for each in pages])
        unpublished.update(live=False, has_unpublished_changes=True, live_revision=None)
        _log(pages, "wagtail.unpublish", user)
        tell_subtree(page)
        tree_changed.send(sender=Page)
    return len(pages)


def connect() -> None:
    """Have Wagtail's actions do so too, whoever calls them; called once when the app is ready.

    It offers no other place: the admin's views, ``Page.delete`` and scripts each make an action of their own.
    """
    unpublish_one, delete_one = UnpublishPageAction.execute, DeletePageAction.execute

    def unpublish(self: UnpublishPageAction, skip_permission_checks: bool = False) -> None:
        self.check(skip_permission_checks=skip_permission_checks)
        if self.include_descendants:
            unpublish_below(self.object, self.user)
        unpublish_one(self, skip_permission_checks)

    def delete(self: DeletePageAction, *args: Any, skip_permission_checks: bool = False, **kwargs: Any) -> Any:
        self.check(skip_permission_checks=skip_permission_checks)
        if self.page.is_leaf():
            return delete_one(self, *args, skip_permission_checks=True, **kwargs)
        return delete_pages([self.page], self.user), {}

    UnpublishPageAction.execute, DeletePageAction.execute = unpublish, delete


def _log(pages: Sequence[Page], action: str, user: Any, deleted: bool = False) -> None:
    """Write the site history of one act on pages, as wagtail.log_actions.log does for one page."""
    context, now = get_active_log_context(), timezone.now()
    entries = (
        PageLogEntry(
            page_id=page.pk,
            content_type_id=page.content_type_id,
            label=page.get_admin_display_title(),
            action=action,
            timestamp=now,
            user=user or context.user,
            uuid=context.uuid,
            deleted=deleted,
        )
        for page in pages
    )
    PageLogEntry.objects.bulk_create(entries, batch_size=CHUNK)


@contextmanager
def _references_removed(subtrees: models.QuerySet[Page], pages: Sequence[int]) -> Iterator[None]:
    """Take away references from and to pages, and their comments, that are deleted meanwhile: not one by one."""
    comments = list(Comment.objects.filter(page__in=subtrees).values_list("pk", flat=True))
    replies = list(CommentReply.objects.filter(comment__in=comments).values_list("pk", flat=True))
    with disable_reference_index_auto_update():
        yield
    for model, keys in ((Page, pages), (Comment, comments), (CommentReply, replies)):
        kind = ContentType.objects.get_for_model(model)
        for chunk in _chunks([str(key) for key in keys]):
            outgoing = Q(base_content_type=kind, object_id__in=chunk)
            incoming = Q(to_content_type=kind, to_object_id__in=chunk)
            ReferenceIndex.objects.filter(outgoing | incoming).delete()


def _chunks(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
