"""The sample, loaded once for every test that looks at it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from site_content.media import renditions


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Load the sample into the empty test database for the tests of one module; give what the command printed.

    Pictures are made in one size: which sizes there are is tested elsewhere, and takes most of the time.
    """
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, media:
        patch.setattr(renditions, "WIDTHS", (320,))
        out = StringIO()
        outer = transaction.atomic()
        outer.__enter__()
        try:
            call_command("load_sample", stdout=out)
            yield out.getvalue()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def sample(loaded: str, db: None) -> str:
    """What ``load_sample`` printed, with the sample in the database; what a test changes is undone."""
    return loaded
