"""Media views: ``/media/`` for everybody, ``/staff-media/``, and the addresses of the admin and of previews.

The bytes are the same; each address asks another question. None says where the bytes lie, and no file is moved.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from cms.api import clock
from cms.api.content import item_key
from cms.api.freshness import DAY
from cms.api.reader import reader_for, reader_of
from cms.api.reply import surrogate_keys
from cms.media.answers import bytes_of, refusal
from cms.media.permission import shown_to
from site_content.accounts.bearer import bearer_token, owner_of
from site_content.accounts.models import SignInRefused
from site_content.followers.copies.opening import CopyUnavailable
from site_content.pages.preview import PreviewRefused, previewed_media


@require_safe
def public_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer what a live public item names at this moment, and nothing else. Whoever keeps it asks again each time.

    ``stale-if-error`` is for how long it may be shown while we cannot be reached: never beyond the end of the item.
    """
    now = clock.now()
    try:
        medium = shown_to(reader_for("public"), path, now)
    except (CopyUnavailable, sqlite3.Error):
        return refusal(503)
    if medium is None:
        return refusal(404)
    while_away = DAY if medium.until is None else max(0, min(DAY, medium.until - now))
    keys = surrogate_keys(item_key(item.content_id) for item in medium.items)
    return bytes_of(request, path, f"public, max-age=0, stale-if-error={while_away}", keys)


@require_safe
def staff_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer what a live item that this person may read names, to signed-in staff.

    Who is not signed in is sent to sign in; a token that is not good gets 401. The staff site asks on behalf of who is
    signed in there, with their token.
    """
    token = bearer_token(request.headers.get("Authorization", ""))
    try:
        user: Any = request.user if token is None else owner_of(token)
    except SignInRefused:
        return _challenge("Bearer")
    if not (user.is_authenticated and user.is_active):
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    try:
        medium = shown_to(reader_of("staff", user), path, clock.now())
    except (CopyUnavailable, sqlite3.Error):
        return refusal(503)
    return refusal(404) if medium is None else bytes_of(request, path)


@require_safe
@require_admin_access
def editor_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer originals and the admin's own sizes of pictures to who may use the admin."""
    return bytes_of(request, path)


@require_safe
def preview_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer what a previewed draft names, to who holds the key of the preview: ``Authorization: Preview <key>``."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    try:
        names = previewed_media(key.strip()) if scheme.lower() == "preview" else None
    except PreviewRefused:
        names = None
    if names is None:
        return _challenge("Preview")
    return bytes_of(request, path) if path in names else refusal(404)


def _challenge(scheme: str) -> HttpResponseBase:
    response = refusal(401)
    response["WWW-Authenticate"] = scheme
    return response
