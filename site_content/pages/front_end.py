"""Front-end addresses: lead “View live” and previews to the site that readers use, not to the CMS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from wagtail_headless_preview.models import HeadlessPreviewMixin

from site_content.items.kinds import KINDS
from site_content.items.visibility import SiteRoot, address_of, site_roots

PREVIEW_PATH = "/preview"


# The sites as a screen that is being read has looked them up; None where nothing is to be remembered.
_remembered: ContextVar[list[SiteRoot] | None] = ContextVar("site_roots", default=None)


@contextmanager
def sites_looked_up_once() -> Iterator[None]:
    """Look the sites up once within this, however many pages are asked for their addresses. Nothing may change them."""
    token = _remembered.set([])
    try:
        yield
    finally:
        _remembered.reset(token)


def _roots() -> list[SiteRoot]:
    remembered = _remembered.get()
    if remembered is None:
        return site_roots()
    if not remembered:
        remembered += site_roots()
    return remembered


def front_end_of(audience: str) -> str:
    """Return the address of an audience's site, without a slash at the end."""
    address: str = {"public": settings.PUBLIC_URL, "staff": settings.STAFF_URL}[audience]
    return address.rstrip("/")


class FrontEndPage(HeadlessPreviewMixin):
    """Mixed into pages: no page is served by the CMS itself."""

    preview_user: Any = None

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return (site id, address of the audience's site, canonical path), or None outside both sites."""
        parts = super().get_url_parts(request)
        address = address_of(self, _roots()) if parts else None
        return (parts[0], front_end_of(address.audience), address.path) if parts and address else None

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """Return the whole address: a path alone would lead to the CMS."""
        parts = self.get_url_parts(request)
        return parts[1] + parts[2] if parts else None

    def make_preview_request(
        self, original_request: HttpRequest, preview_mode: str = "", extra_request_attrs: Any = None
    ) -> HttpResponse:
        """Answer a preview in the editor's own request: there is no page here to imitate a request for."""
        return self.serve_preview(original_request, preview_mode)

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Send the editor to the front end with a token that works once."""
        if address_of(self) is None:
            return render(request, "site_content/editing/no_preview.html", {"page": self}, status=409)
        self.preview_user = request.user
        response: HttpResponse = super().serve_preview(request, preview_mode)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def create_page_preview(self) -> Any:
        """Keep the page as its readers would see it, and return the row with its ``token``."""
        from site_content.pages.preview import start

        return start(KINDS["page"].of(self), self.preview_user, self.latest_revision_id)

    def get_client_root_url(self, request: HttpRequest) -> str:
        """Return the address of the page's site."""
        address = address_of(self)
        return front_end_of(address.audience if address else "public")

    def get_preview_url(self, request: HttpRequest, token: str) -> str:
        """Return where the front end takes the token."""
        return f"{self.get_client_root_url(request)}{PREVIEW_PATH}?{urlencode({'token': token})}"
