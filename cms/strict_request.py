"""A request whose headers and form cannot fail: what is no form is a 400, before any view.

Django reads the charset of a Content-Type while it makes the request, outside of all that turns errors into answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from cms.malformed_requests import malformed_as_bad_request

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class StrictRequest(WSGIRequest):
    """Forms are in UTF-8, as every browser sends them; of what is no form a charset says nothing."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            # A parameter in an encoding that there is not (RFC 2231).
            self.content_type, self.content_params = "", {}

    def _load_post_and_files(self) -> None:
        charset = (self.content_params or {}).get("charset", "utf-8")
        if self.content_type in FORMS and charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
            # Django asks for the form again when it writes the error page.
            self._mark_post_parse_error()  # type: ignore[attr-defined]
            raise BadRequest("A form is sent in UTF-8.")
        with malformed_as_bad_request():
            super()._load_post_and_files()


class StrictHandler(WSGIHandler):
    """Django, with StrictRequest."""

    request_class = StrictRequest
