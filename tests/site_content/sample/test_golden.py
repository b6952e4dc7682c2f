"""The golden rows of search that lie in the sample, for both audiences and both engines."""

from datetime import UTC, datetime

import pytest

from search.entry import Entry
from site_content.items.models import Item
from tests.search.conftest import Fill, elastic_fill, embedded_fill, fill  # noqa: F401 (fixtures)
from tests.search.test_golden import REAL, misses, rows

pytestmark = [pytest.mark.xdist_group("sample"), pytest.mark.usefixtures("sample")]


def entries(audience: str) -> list[Entry]:
    """What an audience may find: staff find the public items too."""
    live = Item.objects.filter(slot="current", state="live", entry__isnull=False).order_by("seq")
    found = [Entry.from_json(row.entry) for row in live if row.entry is not None]
    return [each for each in found if audience == "staff" or each.audience == audience]


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_golden_rows(fill: Fill, audience: str) -> None:  # noqa: F811
    asked = [row for row in rows() if row["audience"] == audience and not row["path"].startswith(REAL)]
    assert len(asked) >= 25
    # The sample's dates are counted from the day it is loaded.
    assert misses(fill, entries(audience), asked, now=datetime.now(UTC)) == []
