"""Sign-in and password reset of the admin, limited for each address: who guesses must wait, and loses nothing typed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.admin.views import account

from cms.api.client_address import client_address
from cms.api.limits import limits


class Limited:
    """Puts a limit before the POST of a view with a form. ``refilled`` fields are shown again; a password never is."""

    limit: str
    rate: str
    refilled: tuple[str, ...]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the form, or 429 with the form as it was and a sentence that says how long to wait."""
        wait = limits().wait(self.limit, getattr(settings, self.rate), client_address(request.META))
        if not wait:
            response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return response
        view: Any = self
        messages.error(request, f"Too many attempts from your address. Try again in {wait} seconds.")
        initial = {name: request.POST.get(name, "")[:254] for name in self.refilled}
        form = view.get_form_class()(initial=initial)
        again: HttpResponse = view.render_to_response(view.get_context_data(form=form))
        again.status_code = 429
        again["Retry-After"] = str(wait)
        return again


class SignIn(Limited, account.LoginView):
    """Wagtail's sign-in."""

    limit, rate, refilled = "sign in", "SIGN_IN_RATE", ("username",)


class PasswordReset(Limited, account.PasswordResetView):
    """Wagtail's request for a letter with a link."""

    limit, rate, refilled = "password reset", "RESET_RATE", ("email",)
