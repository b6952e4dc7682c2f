"""API errors as types: each becomes one page (see error_pages)."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """The API did not give what was asked. ``status`` is what the reader is answered.

    ``words`` names the strings that tell why (error_<words>_title, error_<words>_reason); empty: those of the status.
    """

    status = 500
    words = ""


class NotFound(ApiError):
    """There is nothing at this path."""

    status = 404


class Gone(ApiError):
    """There was something; ``reason`` is the editors' explanation (may be empty), ``title`` what it was called."""

    status = 410

    def __init__(self, reason: str = "", title: str = "") -> None:
        super().__init__(reason or "gone")
        self.reason = reason
        self.title = title


class BadRequest(ApiError):
    """The API did not accept a value; ``errors`` are its ``{parameter, message}``."""

    status = 400

    def __init__(self, detail: str = "", errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail or "refused")
        self.errors = errors or []


class SignInNeeded(ApiError):
    """The API does not know who asks."""

    status = 401


class Forbidden(ApiError):
    """The API knows who asks, and says no."""

    status = 403


class TooMany(ApiError):
    """This reader has sent too much of what was sent. ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__("too many")
        self.retry_after = retry_after


class Unavailable(ApiError):
    """The API is away, slow, failing or overrun. ``retry_after`` is in seconds."""

    status = 503

    def __init__(self, reason: str, retry_after: int = 10) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class HostRefused(Unavailable):
    """The API does not serve the host name that this site asks it by: HEADLAND_HOSTS there lacks it."""


# What the API says of itself when it does not serve a host name (cms.api.refused_hosts).
HOST_REFUSED = "host_refused"


def error_of(status: int, problem: Any) -> ApiError:
    """The error for a status and a problem+json document (RFC 9457), whatever its shape."""
    fields: dict[str, Any] = problem if isinstance(problem, dict) else {}
    if status == 404:
        return NotFound(str(fields.get("detail") or "not found"))
    if status == 410:
        return Gone(_text(fields.get("reason")), _text(fields.get("item_title")))
    if status == 401:
        return SignInNeeded("sign-in needed")
    if status == 403:
        return Forbidden("forbidden")
    if status == 429 or status >= 500:
        return Unavailable(f"the API answered {status}")
    if fields.get("code") == HOST_REFUSED:
        return HostRefused("the API does not serve the host name of HEADLAND_API_URL: add it to HEADLAND_HOSTS there")
    errors = [error for error in fields.get("errors") or [] if isinstance(error, dict)]
    return BadRequest(_text(fields.get("detail")), errors)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
