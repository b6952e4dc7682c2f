"""Previews: a draft as its readers would see it, for one editor, for a quarter of an hour.

The token in the address works once: the front end's server gives it back for a key, which it keeps in an HttpOnly
cookie of the editor's browser. Neither is stored, only their hashes.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from site_content.items.publishable import Publishable

LIFETIME = timedelta(minutes=15)
MAX_TOKEN = 100


class PreviewRefused(Exception):
    """The token or key is unknown, used, out of date, or its editor may no longer edit the page."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is exchanged for: the cookie's value, the path to show, and for how many seconds."""

    key: str
    audience: str
    path: str
    seconds: int


class Preview(models.Model):
    """One preview of one revision by one editor. ``body`` is the item's JSON."""

    token_hash = models.CharField(max_length=64, unique=True)
    key_hash = models.CharField(max_length=64, unique=True, null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page_id = models.BigIntegerField(null=True)
    revision_id = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=10)
    path = models.CharField(max_length=700)
    body = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    token = ""

    def __str__(self) -> str:
        return f"preview of {self.audience}:{self.path}"


def start(page: Publishable, user: Any) -> Preview:
    """Keep the item a page would become, and return the row with its one-time ``token``.

    Raises pydantic.ValidationError when the page's Details refuse it, PreviewRefused outside both sites.
    """
    from site_content.items.build import build_item, rfc3339, to_text
    from site_content.items.visibility import address_of, root_of

    root = root_of(page)
    address = address_of(page)
    if root is None or address is None:
        raise PreviewRefused("the page is outside both sites")
    now = timezone.now()
    body = build_item(page, address, root).body
    body = {**body, "version": 0, "published_at": body["published_at"] or rfc3339(now), "updated_at": rfc3339(now)}
    Preview.objects.filter(expires_at__lt=now).delete()
    token = secrets.token_urlsafe(32)
    row = Preview.objects.create(
        token_hash=_hash(token),
        user=user,
        page_id=page.pk,
        revision_id=page.latest_revision_id,
        audience=address.audience,
        path=address.path,
        body=to_text(body),
        expires_at=now + LIFETIME,
    )
    row.token = token
    return row


@transaction.atomic
def exchange(token: str) -> Grant:
    """Return the key for a token, which then works no more. Raises PreviewRefused."""
    row = _find(token_hash=token, key_hash__isnull=True)
    key = secrets.token_urlsafe(32)
    # The filter, not the read above, decides between two exchanges at once.
    if not Preview.objects.filter(pk=row.pk, key_hash__isnull=True).update(key_hash=_hash(key)):
        raise PreviewRefused("used before")
    left = int((row.expires_at - timezone.now()).total_seconds())
    return Grant(key, row.audience, row.path, max(left, 0))


def previewed_item(key: str) -> dict[str, Any]:
    """Return the item's JSON for a key. Raises PreviewRefused. Never to be stored or cached."""
    item: dict[str, Any] = json.loads(_find(key_hash=key).body)
    return item


def _find(**words: Any) -> Preview:
    secret = {name: _hash(word) if isinstance(word, str) else word for name, word in words.items()}
    row = Preview.objects.select_related("user").filter(**secret, expires_at__gt=timezone.now()).first()
    if row is None or not row.user.is_active or not _may_edit(row):
        raise PreviewRefused("unknown, used or out of date")
    return row


def _may_edit(row: Preview) -> bool:
    from wagtail.models import Page

    page = Page.objects.filter(pk=row.page_id).first() if row.page_id else None
    if page is None:
        # A page not saved yet: whoever could begin it may look at it.
        return row.page_id is None and row.user.has_perm("wagtailadmin.access_admin")
    allowed: bool = page.permissions_for_user(row.user).can_edit()
    return allowed


def _hash(word: str) -> str:
    return sha256(word[:MAX_TOKEN].encode()).hexdigest()
