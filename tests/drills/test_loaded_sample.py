"""The sample loaded at moments other than today: the date-bound tests of it, once more.

Pictures and files are uploaded once, for they have no dates and take as long as the pages.
"""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from site_content.media import renditions
from site_content.sample.media import upload
from tests.search.conftest import elastic_fill, embedded_fill, fill  # noqa: F401 (fixtures)
from tests.site_content.sample.test_golden import test_golden_rows  # noqa: F401
from tests.site_content.sample.test_loaded import (  # noqa: F401
    test_dates_reach_from_this_week_to_last_year,
    test_every_item_is_valid,
    test_it_says_what_it_did,
    test_items_agree_with_pages,
    test_one_page_waits_for_its_day_and_another_will_end,
    test_some_pages_have_ended_or_moved,
    test_some_staff_guidance_is_overdue_for_review,
    test_what_is_said_once_for_a_site,
)

pytestmark = [pytest.mark.dated(today=False), pytest.mark.xdist_group("drilled"), pytest.mark.usefixtures("sample")]


@pytest.fixture(scope="module")
def pictures(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The sample's pictures and files, in the empty test database, in one size, in a folder of their own."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, media, transaction.atomic():
        patch.setattr(renditions, "WIDTHS", (320,))
        upload(lambda: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded(pictures: None, clock: None) -> Iterator[str]:
    """Load the sample at the clock's moment; give what the command printed."""
    out = StringIO()
    with transaction.atomic():
        call_command("load_sample", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded: str, db: None) -> str:
    """What ``load_sample`` printed, with the sample in the database; what a test changes is undone."""
    return loaded
