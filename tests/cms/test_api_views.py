"""Every route under /api/ has one base: bounds, negotiation, methods and problems are the same everywhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from cms.api.view import MAX_ADDRESS, ApiView
from cms.urls import cms as cms_urls

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (address, view class) for every route of a URL map, with something in place of what varies."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            yield "/" + filled(route), getattr(pattern.callback, "cls", None)


def filled(route: str) -> str:
    """Return a route with a value for every parameter."""
    before, bracket, rest = route.partition("<")
    if not bracket:
        return before
    kind, _, after = rest.partition(">")
    value = {"anyuuid": "0a2ea859-3769-540c-af66-0083724072f0", "int": "7"}.get(kind.split(":")[0], "a")
    return before + value + filled(after)


# The pictures of a preview are bytes, not JSON: tests/cms/media.
API = {
    address: view
    for address, view in routes(cms_urls.urlpatterns)
    if address.startswith("/api/") and not address.startswith("/api/preview/media/")
}


def test_every_view_of_the_api_has_the_one_base() -> None:
    assert len(API) > 25
    assert {address: view for address, view in API.items() if view is None or not issubclass(view, ApiView)} == {}


@pytest.mark.parametrize("address", sorted(API))
def test_bounds_and_forms_are_refused_alike(address: str) -> None:
    method = API[address].methods[0].lower()
    send = getattr(Client(), method)
    # Either the form or the stranger is refused: nothing else may come of it.
    assert send(address, headers={"accept": "image/png"}).status_code in {401, 406}
    for status, answer in (
        (414, send(f"{address}?{'a' * MAX_ADDRESS}")),
        (413, send(address, headers={"content-length": str(10**9)})),
        (413, send(address, headers={"content-length": "²"})),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("address", sorted(API))
def test_other_methods_are_refused_with_the_names_of_those_there_are(address: str) -> None:
    methods = API[address].methods
    for method in METHODS:
        if method.upper() in methods:
            continue
        answer = getattr(Client(), method)(address)
        # The staff API asks strangers to sign in first.
        assert answer.status_code in {401, 405}, method
        if answer.status_code == 405:
            assert answer["Allow"] == ", ".join(methods)
