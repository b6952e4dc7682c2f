"""Media answers: send the bytes of one picture or file. Whether they may be read is decided before."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from cms.media.byte_ranges import ByteRange, FileSlice, Unsatisfiable, byte_range
from site_content.followers.copies.media import media_key
from site_content.media.addresses import stored_name
from site_content.media.files import CONTENT_TYPES, DEFAULT_TYPE
from site_content.media.storage import MediaStorage

# Shown in the browser; everything else is a download, so that nothing uploaded runs on the CMS's own address.
INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf"}
NO_STORE = "no-store"
PRIVATE = "private, no-store"


def bytes_of(request: HttpRequest, name: str, cache_control: str = PRIVATE, keys: str = "") -> HttpResponseBase:
    """Answer the bytes of a name, or the part that is asked for, or 304 to who has them; 404 for what is not there."""
    try:
        file = MediaStorage().open(stored_name(name))
    except (SuspiciousFileOperation, ValueError, OSError):
        return refusal(404)
    # The name has a hash of the bytes in it, so it tells one version from another.
    etag = f'"{media_key(name):x}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is not None:
        file.close()
    else:
        try:
            response = _file_response(file, name, _part_of(request, etag, file.size))
        except Unsatisfiable:
            file.close()
            response = refusal(416)
            response["Content-Range"] = f"bytes */{file.size}"
            return response
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    if keys:
        response["Surrogate-Key"] = keys
    return response


def _part_of(request: HttpRequest, etag: str, size: int) -> ByteRange | None:
    """Return the part that a request asks for; None for the whole. Raises Unsatisfiable.

    A range is for GET alone, and for the version that If-Range names. There is no Last-Modified that could be named.
    """
    if request.method != "GET" or request.headers.get("If-Range", etag).strip(" \t") != etag:
        return None
    return byte_range(request.headers.get("Range", "").strip(" \t"), size)


def _file_response(file: File[bytes], name: str, part: ByteRange | None) -> HttpResponseBase:
    filename = name.rpartition("/")[2]
    kind = CONTENT_TYPES.get(filename.rpartition(".")[2].lower()) or mimetypes.guess_type(filename)[0] or ""
    size = file.size
    response = FileResponse(
        file if part is None else FileSlice(file, part),
        as_attachment=kind not in INLINE,
        filename=filename,
        content_type=kind or DEFAULT_TYPE,
    )
    response["Accept-Ranges"] = "bytes"
    if part is not None:
        response.status_code = 206
        response["Content-Length"] = part.end - part.start
        response["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def refusal(status: int) -> HttpResponse:
    """Answer without the medium, the same for one that is hidden and one that never was."""
    text = {401: "", 404: "Not found\n", 416: "No such bytes\n", 503: "Not available now\n"}[status]
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = NO_STORE if status != 401 else PRIVATE
    if status == 503:
        response["Retry-After"] = "2"
    return response
