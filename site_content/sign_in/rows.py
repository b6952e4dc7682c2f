"""Sign-ins of the staff site: a code that works once, then a session that can be ended. Only hashes are stored."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

CODE_LIFETIME = timedelta(seconds=60)
SESSION_LIFETIME = timedelta(hours=12)
MAX_TOKEN = 100
PREFIX = "headland_"


class SignInRefused(Exception):
    """The code or session is unknown, used, ended or out of date, or its person may no longer sign in."""


class StaffSession(models.Model):
    """One sign-in. It has a ``code_hash`` until the staff site takes it over, then a ``key_hash``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    key_hash = models.CharField(max_length=64, unique=True, null=True)
    # A changed password ends sessions, as Django's own do.
    auth_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sign-in of {self.user}"


@dataclass(frozen=True, slots=True)
class Session:
    """What a code is exchanged for: the bearer token, and for how many seconds it works."""

    token: str
    seconds: int


def begin(user: Any) -> str:
    """Return a code for a signed-in person; the staff site exchanges it within a minute."""
    now = timezone.now()
    StaffSession.objects.filter(expires_at__lt=now).delete()
    code = secrets.token_urlsafe(32)
    StaffSession.objects.create(
        user=user, code_hash=_hash(code), auth_hash=user.get_session_auth_hash(), expires_at=now + CODE_LIFETIME
    )
    return code


def exchange(code: str) -> Session:
    """Return the session for a code, which then works no more. Raises SignInRefused."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    # The update decides between two exchanges at once.
    taken = StaffSession.objects.filter(code_hash=_hash(code), expires_at__gt=now).update(
        code_hash=None, key_hash=_hash(token), expires_at=now + SESSION_LIFETIME
    )
    if not taken:
        raise SignInRefused("unknown, used or out of date")
    return Session(token, int(SESSION_LIFETIME.total_seconds()))


def user_of(token: str) -> Any:
    """Return the person a session token stands for: one query. Raises SignInRefused."""
    row = (
        StaffSession.objects.select_related("user").filter(key_hash=_hash(token), expires_at__gt=timezone.now()).first()
    )
    if (
        row is None
        or not row.user.is_active
        or not secrets.compare_digest(row.auth_hash, row.user.get_session_auth_hash())
    ):
        raise SignInRefused("unknown, ended or out of date")
    return row.user


def end(token: str) -> bool:
    """End a session; return whether there was one."""
    return bool(StaffSession.objects.filter(key_hash=_hash(token)).delete()[0])


def _hash(word: str) -> str:
    return sha256(word[:MAX_TOKEN].encode()).hexdigest()
