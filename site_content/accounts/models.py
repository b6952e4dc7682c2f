"""Sign-ins of the staff site: a code that works once, then a session that can be ended. Only hashes are stored."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.utils import timezone

CODE_LIFETIME = timedelta(seconds=60)
SESSION_LIFETIME = timedelta(hours=12)
MAX_CODE = 600
SALT = "headland.sign-in"
PREFIX = "headland_"


class SignInRefused(Exception):
    """The code or session is unknown, used, ended or out of date, or its person may no longer sign in."""


class StaffSession(models.Model):
    """One sign-in of a person. ``code_hash`` is of the code it was had for, so that a code works once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
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
    """Return a code for a signed-in person, to be exchanged within a minute. Nothing is stored for it."""
    claims = {"user": user.pk, "once": secrets.token_urlsafe(16), "auth": user.get_session_auth_hash()}
    return signing.dumps(claims, salt=SALT)


def exchange(code: str) -> Session:
    """Return the session for a code, which then works no more. Raises SignInRefused."""
    try:
        claims = signing.loads(code[:MAX_CODE], salt=SALT, max_age=CODE_LIFETIME)
    except signing.BadSignature as error:
        raise SignInRefused("unknown or out of date") from error
    user = get_user_model().objects.filter(pk=claims["user"], is_active=True).first()
    if user is None or not secrets.compare_digest(claims["auth"], user.get_session_auth_hash()):
        raise SignInRefused("the person may no longer sign in")
    now = timezone.now()
    # A code is remembered as long as its session, which is longer than the code works.
    StaffSession.objects.filter(expires_at__lt=now).delete()
    token = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            StaffSession.objects.create(
                user=user,
                code_hash=_hash(code),
                key_hash=_hash(token),
                auth_hash=claims["auth"],
                expires_at=now + SESSION_LIFETIME,
            )
    except IntegrityError as error:
        raise SignInRefused("used before") from error
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
    """End a session; return whether there was one. Its row stays until a code could not be used again."""
    now = timezone.now()
    return bool(
        StaffSession.objects.filter(key_hash=_hash(token), expires_at__gt=now).update(
            expires_at=now + CODE_LIFETIME, key_hash=_hash(secrets.token_hex())
        )
    )


def _hash(word: str) -> str:
    return sha256(word[:MAX_CODE].encode()).hexdigest()
