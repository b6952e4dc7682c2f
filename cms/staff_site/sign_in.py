"""Sign-in through the CMS: gives the staff site a code for the person, and exchanges the code for a token."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from cms.api.errors import Problem
from cms.api.request_body import Body, string
from cms.staff_site.endpoint import PersonEndpoint
from site_content.accounts.models import MAX_CODE, SignInRefused, begin, end, exchange
from site_content.intranet.models import Bookmark

MAX_STATE = 200
MAY_EDIT = "wagtailadmin.access_admin"


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send who is signed in on to the staff site with a code; others to the sign-in page first.

    ``state`` is the staff site's own, given back as it was (RFC 6749, 10.12): it knows by it that it asked.
    """
    user: Any = request.user
    if not (user.is_authenticated and user.is_active):
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    state = request.GET.get("state", "")[:MAX_STATE]
    # Only to the one address that is configured: a code must reach nobody else.
    address = f"{settings.STAFF_URL.rstrip('/')}/signed-in?{urlencode({'code': begin(user), 'state': state})}"
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


class SignInExchange(PersonEndpoint):
    """POST ``{"code"}``: ``{"token", "seconds"}``. The code then works no more."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    methods = ("POST",)
    body = Body((string("code", MAX_CODE),))

    def post(self, request: Request, **route: Any) -> Any:
        """Return a session for a code. Raises Problem."""
        code: str = self.body_values(request)["code"]
        try:
            return asdict(exchange(code))
        except SignInRefused as error:
            raise Problem(403, "This sign-in link is not valid any more. Sign in again.") from error


class SignOut(PersonEndpoint):
    """POST: end the session whose token is sent."""

    methods = ("POST",)

    def post(self, request: Request, **route: Any) -> None:
        """End it; ending it twice does no harm."""
        end(request.headers.get("Authorization", "").partition(" ")[2].strip())


class Me(PersonEndpoint):
    """Who is signed in."""

    def get(self, request: Request, **route: Any) -> Any:
        """Return ``{"name", "email", "may_edit", "admin_url", "bookmarks": [content_id]}``.

        ``admin_url`` is null for who may not edit.
        """
        may_edit = bool(self.person.has_perm(MAY_EDIT))
        return {
            "name": self.person.get_full_name() or self.person.get_username(),
            "email": self.person.email,
            "may_edit": may_edit,
            "admin_url": f"{settings.CMS_URL.rstrip('/')}{reverse('wagtailadmin_home')}" if may_edit else None,
            "bookmarks": [
                str(key) for key in Bookmark.objects.filter(user=self.person).values_list("content_id", flat=True)
            ],
        }
