"""Staff media, served to signed-in staff by the CMS process and to nobody else.

The staff site asks on behalf of who is signed in there, with their token.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from site_content.accounts.bearer import bearer_token, owner_of
from site_content.accounts.models import SignInRefused
from site_content.media.files import CONTENT_TYPES
from site_content.media.storage import staff_media_root

# Shown in the browser; everything else is a download, so that nothing uploaded runs on the CMS's own address.
INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf"}


@require_safe
def staff_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer the bytes of one private file, 404 for what is not there.

    Who is not signed in is sent to sign in; a token that is not good gets 401.
    """
    token = bearer_token(request.headers.get("Authorization", ""))
    try:
        user: Any = request.user if token is None else owner_of(token)
    except SignInRefused:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "private, no-store"})
    if not (user.is_authenticated and user.is_active):
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    try:
        found = Path(safe_join(staff_media_root(), path))
        if not found.is_file():
            raise Http404
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404 from error
    kind = CONTENT_TYPES.get(found.suffix[1:].lower()) or mimetypes.guess_type(found.name)[0] or ""
    response = FileResponse(
        found.open("rb"),
        as_attachment=kind not in INLINE,
        filename=found.name,
        content_type=kind or "application/octet-stream",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
