"""Bearer tokens: find the person behind one of Wagtail's API tokens (hashed), or a session of the staff site."""

from __future__ import annotations

from typing import Any

from wagtail.models import APIToken

from site_content.accounts.models import PREFIX, SignInRefused, user_of

MAX_TOKEN = 200


def bearer_token(authorization: str) -> str | None:
    """Return the token of an ``Authorization`` header; None when it is of another scheme or empty."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def owner_of(token: str) -> Any:
    """Return the active user a token belongs to. Raises SignInRefused."""
    if token.startswith(PREFIX):
        return user_of(token)
    if len(token) <= MAX_TOKEN and APIToken.validate_token_format(token):
        hashes = APIToken.candidate_key_hashes(token)
        api_token = APIToken.objects.select_related("user").filter(key_hash__in=hashes, revoked_at__isnull=True).first()
        if api_token is not None and api_token.user.is_active:
            return api_token.user
    raise SignInRefused("unknown, revoked, or its owner is no longer active")
