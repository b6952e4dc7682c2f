"""Who counts as staff: any active user, signed in or with a token of theirs."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from wagtail.models import APIToken

from site_content.sign_in.rows import PREFIX, SignInRefused, user_of

MAX_TOKEN = 200
REFUSED = "This token is unknown, revoked or its owner is no longer active."


class StaffAccess(BaseAuthentication):
    """``Authorization: Bearer <token>`` (Wagtail's API tokens or the staff site's, hashed), or the admin's session.

    A token that is sent decides: a wrong one is not made good by a session. Reading leaves no trace of its use.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return (user, token or None), or None for a stranger. Raises AuthenticationFailed for a bad token."""
        scheme, _, token = request._request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token_owner(token.strip()), token
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active and user.is_authenticated else None

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="Headland staff"'


def token_owner(token: str) -> Any:
    """Return the active user a token belongs to, one of Wagtail's or a session of the staff site.

    Raises AuthenticationFailed.
    """
    if token.startswith(PREFIX):
        try:
            return user_of(token)
        except SignInRefused as error:
            raise AuthenticationFailed(REFUSED) from error
    if len(token) <= MAX_TOKEN and APIToken.validate_token_format(token):
        hashes = APIToken.candidate_key_hashes(token)
        found = APIToken.objects.select_related("user").filter(key_hash__in=hashes, revoked_at__isnull=True).first()
        if found is not None and found.user.is_active:
            return found.user
    raise AuthenticationFailed(REFUSED)


STAFF_ONLY: dict[str, Any] = {"authentication_classes": [StaffAccess], "permission_classes": [IsAuthenticated]}
