"""Site look-ups: a screen of the admin that lists pages looks the sites up once, not once for each page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from site_content.pages.front_end import sites_looked_up_once


class SiteLookupMiddleware:
    """Remembers the sites while a GET is answered. Other methods may change them and look each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self._get_response(request)
        with sites_looked_up_once():
            return self._get_response(request)
