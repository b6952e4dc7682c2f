"""Edits inside each checkout's Django: does each thing that editors do, so that publishing's own code is compared.

It names nothing of Headland's own code, only Django and Wagtail.
"""

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page

editor = get_user_model().objects.get(username="editor")
articles = ("news", "blog", "guidance")
leaves = Page.objects.live().filter(numchild=0).order_by("path").select_related("content_type")
pages = [page for page in leaves if page.content_type.model.startswith(articles)]


def publish(page: Any) -> None:
    """Publish a page as it is now, as the editor."""
    page.save_revision(user=editor).publish(user=editor)


# One of each kind of page is published again with another title; those that hold its card follow.
for model in sorted({page.content_type.model for page in leaves}):
    page = next(page for page in leaves if page.content_type.model == model).specific
    page.title = f"{page.title}, edited"
    publish(page)
renamed, unpublished, deleted, moved, again = (pages[len(pages) * n // 7].specific for n in range(2, 7))
renamed.refresh_from_db()
renamed.slug = f"{renamed.slug}-anew"
publish(renamed)
unpublished.unpublish(user=editor)
deleted.delete()
# Beside its parent, so that the paths of both change.
moved.refresh_from_db()
moved.move(moved.get_parent(), pos="first-child", user=editor)
again.unpublish(user=editor)
again.refresh_from_db()
publish(again)
# A page with others below it is renamed: they all move.
parent = Page.objects.live().filter(numchild__gt=0, depth__gt=2).order_by("path").last().specific
parent.slug = f"{parent.slug}-moved"
publish(parent)
print("edited")
