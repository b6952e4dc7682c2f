"""The public and the staff API over copies made from a small site by hand."""

from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.api import clock
from tests.cms.api_calls import Asker
from tests.cms.bank import SECONDS, Bank, small_site, write_copy

DELIVERY_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both copies of the small site; nobody may write to them."""
    folder, bank = tmp_path_factory.mktemp("copies"), small_site()
    return {audience: write_copy(bank, folder, audience) for audience in ("public", "staff")}


@pytest.fixture
def bank() -> Bank:
    """A small site of the test's own, to be written to."""
    return small_site()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The clock stands at the bank's noon; a test may set another second as the list's only member."""
    seconds = [SECONDS]
    monkeypatch.setattr(clock, "now", lambda: seconds[0])
    return seconds


@pytest.fixture
def as_delivery(settings: Any, copies: dict[str, Path]) -> Any:
    """Settings as the delivery process has them, over the shared public copy."""
    settings.ROOT_URLCONF = "cms.urls.delivery"
    settings.MIDDLEWARE = DELIVERY_MIDDLEWARE
    settings.STATIC_ROOT = None
    settings.WHITENOISE_USE_FINDERS = False
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = None
    settings.COPY_FILES = {"public": copies["public"]}
    return settings


@pytest.fixture
def public(as_delivery: Any) -> Asker:
    """The public API through Django."""
    return Asker(WSGIHandler())
