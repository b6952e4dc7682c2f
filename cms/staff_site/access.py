"""Staff access: lets any active user in, by session or by token."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from site_content.accounts.bearer import bearer_token, owner_of
from site_content.accounts.models import SignInRefused

REFUSED = "This token is not valid: it is unknown or revoked, or its owner can no longer sign in."


class StaffAccess(BaseAuthentication):
    """``Authorization: Bearer <token>`` (Wagtail's API tokens or the staff site's, hashed), or the admin's session.

    A token that is sent decides: a wrong one is not made good by a session. Reading leaves no trace of its use.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return (user, token or None), or None for a stranger. Raises AuthenticationFailed for a bad token."""
        token = bearer_token(request._request.headers.get("Authorization", ""))
        if token is not None:
            try:
                return owner_of(token), token
            except SignInRefused as error:
                raise AuthenticationFailed(REFUSED) from error
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active and user.is_authenticated else None

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="Headland staff"'


STAFF_ONLY: dict[str, Any] = {"authentication_classes": [StaffAccess], "permission_classes": [IsAuthenticated]}
