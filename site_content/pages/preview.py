"""Previews: show a draft to one editor as its readers would see it, for 15 minutes.

The token in the address works once: the front end's server gives it back for a key, which it keeps in an HttpOnly
cookie of the editor's browser. Neither is stored, only their hashes.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from site_content.items.build import build_item
from site_content.items.json_text import rfc3339, to_text
from site_content.items.kinds import publishable_of
from site_content.items.publishable import Publishable
from site_content.media.addresses import PREVIEW_MEDIA_URL
from site_content.pages.preview_reader import memberships_of, names_readable_items

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
    """One preview of one revision by one editor. ``body`` is the item's JSON, ``media`` the names that it shows."""

    token_hash = models.CharField(max_length=64, unique=True)
    key_hash = models.CharField(max_length=64, unique=True, null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What is previewed (``page:7``); empty for what was never saved.
    key = models.CharField(max_length=60, blank=True)
    revision_id = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=10)
    path = models.CharField(max_length=700)
    body = models.TextField()
    media = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)

    token = ""

    def __str__(self) -> str:
        return f"preview of {self.audience}:{self.path}"


def start(subject: Publishable, user: Any, revision_id: int | None = None) -> Preview:
    """Keep the item that a draft would become, and return the row with its one-time ``token``.

    Its editor need not be in the groups that the page is for: of other pages it shows what the editor may read too.
    Raises pydantic.ValidationError when its Details refuse it, PreviewRefused outside both sites.
    """
    address = subject.address()
    if address is None:
        raise PreviewRefused("it is outside both sites")
    now = timezone.now()
    record = build_item(subject, address, PREVIEW_MEDIA_URL, memberships_of(user))
    body = record.body
    body = {**body, "version": 0, "published_at": body["published_at"] or rfc3339(now), "updated_at": rfc3339(now)}
    Preview.objects.filter(expires_at__lt=now).delete()
    token = secrets.token_urlsafe(32)
    row = Preview.objects.create(
        token_hash=_hash(token),
        user=user,
        key=subject.key if subject.pk is not None else "",
        revision_id=revision_id,
        audience=address.audience,
        path=address.path,
        body=to_text(body),
        media=[medium["name"] for medium in record.media],
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
    seconds = int((row.expires_at - timezone.now()).total_seconds())
    return Grant(key, row.audience, row.path, max(seconds, 0))


def previewed_item(key: str) -> dict[str, Any]:
    """Return the item's JSON for a key. Raises PreviewRefused. Never to be stored or cached."""
    item: dict[str, Any] = json.loads(_find(key_hash=key).body)
    return item


def previewed_media(key: str) -> frozenset[str]:
    """Return the names of the pictures and files that a preview shows. Raises PreviewRefused."""
    return frozenset(_find(key_hash=key).media)


def _find(**words: Any) -> Preview:
    secret = {name: _hash(word) if isinstance(word, str) else word for name, word in words.items()}
    row = Preview.objects.select_related("user").filter(**secret, expires_at__gt=timezone.now()).first()
    if row is None or not row.user.is_active or not _may_edit(row) or not names_readable_items(row.body, row.user):
        raise PreviewRefused("unknown, used or out of date")
    return row


def _may_edit(row: Preview) -> bool:
    if not row.key:
        # Not saved yet: whoever could begin it may look at it.
        return row.user.has_perm("wagtailadmin.access_admin")
    subject = publishable_of(row.key)
    return subject is not None and subject.may_be_edited_by(row.user)


def _hash(word: str) -> str:
    return sha256(word[:MAX_TOKEN].encode()).hexdigest()
