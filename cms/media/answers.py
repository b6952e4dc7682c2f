"""Media answers: send the bytes of one picture or file. Whether they may be read is decided before."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from site_content.followers.copies.media import media_key
from site_content.media.addresses import stored_name
from site_content.media.files import CONTENT_TYPES, DEFAULT_TYPE
from site_content.media.storage import MediaStorage

# Shown in the browser; everything else is a download, so that nothing uploaded runs on the CMS's own address.
INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf"}
NO_STORE = "no-store"
PRIVATE = "private, no-store"


def bytes_of(request: HttpRequest, name: str, cache_control: str = PRIVATE, keys: str = "") -> HttpResponseBase:
    """Answer the bytes of a name, or 304 to who has them; 404 for what is not there."""
    try:
        file = MediaStorage().open(stored_name(name))
    except (SuspiciousFileOperation, ValueError, OSError):
        return refusal(404)
    # The name has a hash of the bytes in it, so it tells one version from another.
    etag = f'"{media_key(name):x}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        filename = name.rpartition("/")[2]
        kind = CONTENT_TYPES.get(filename.rpartition(".")[2].lower()) or mimetypes.guess_type(filename)[0] or ""
        response = FileResponse(
            file, as_attachment=kind not in INLINE, filename=filename, content_type=kind or DEFAULT_TYPE
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    else:
        file.close()
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    if keys:
        response["Surrogate-Key"] = keys
    return response


def refusal(status: int) -> HttpResponse:
    """Answer without the medium, the same for one that is hidden and one that never was."""
    text = {401: "", 404: "Not found\n", 503: "Not available now\n"}[status]
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = NO_STORE if status != 401 else PRIVATE
    if status == 503:
        response["Retry-After"] = "2"
    return response
