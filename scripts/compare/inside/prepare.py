"""The preparation inside the old checkout's Django: signs people in, and renames, moves and ends pages.

It names nothing of Headland's own code, only Django and Wagtail. Its last line is JSON.
"""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from wagtail.models import APIToken, Page

people = {}
for user in get_user_model().objects.filter(username__in=("editor", "reader")).order_by("username"):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    people[user.username] = {"cookie": cookie, "token": APIToken.create_token(user=user, name="comparison")[1]}

editor = get_user_model().objects.get(username="editor")
articles = ("news", "blog", "guidance")


def leaves() -> list[Any]:
    """Pages without others below them, of the kinds that are read most."""
    candidates = Page.objects.live().filter(numchild=0).order_by("path").select_related("content_type")
    return [page for page in candidates if page.content_type.model.startswith(articles)]


def publish(page: Any) -> None:
    """Publish a page as it is now, as the editor."""
    page.save_revision(user=editor).publish(user=editor)


pages = leaves()
renamed, unpublished, deleted, drafted, scheduled = (pages[len(pages) * n // 6].specific for n in range(1, 6))
renamed.slug = f"{renamed.slug}-renamed"
publish(renamed)
unpublished.unpublish(user=editor)
deleted.delete()
drafted.title = f"{drafted.title} (a draft)"
drafted.save_revision(user=editor)
scheduled.expire_at = timezone.now() + timedelta(days=3)
publish(scheduled)
kinds: dict[str, int] = {}
for page in leaves():
    kinds.setdefault(page.content_type.model, page.pk)
print(json.dumps({"people": people, "previews": [drafted.pk, *kinds.values()]}))
