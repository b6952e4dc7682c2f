"""Emergencies on the sample's sites: the page about 999 and 111, in the answer and among results, in both engines."""

from datetime import UTC, datetime

import pytest

from search.search_settings import SearchSettings
from site_content.audiences import AUDIENCES
from site_content.items.models import Item
from site_content.search_settings.global_item import search_settings_json
from tests.search.conftest import Fill, elastic_fill, embedded_fill, fill  # noqa: F401 (fixtures)
from tests.site_content.sample.test_golden import entries

pytestmark = [pytest.mark.xdist_group("sample"), pytest.mark.usefixtures("sample")]
EMERGENCY_PAGE = "/services/when-to-call-111"
QUERIES = ("chest pain", "heart attack", "stroke", "cannot breathe")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_emergencies_lead_to_the_page_about_999(fill: Fill, audience: str) -> None:  # noqa: F811
    engine = fill(entries(audience))
    search_settings = SearchSettings.from_json(search_settings_json(audience))
    page = Item.objects.get(audience="public", path=EMERGENCY_PAGE, slot="current")
    for query in QUERIES:
        answer = search_settings.answers_for(query)[0]
        assert (answer.kind, answer.page) == ("emergency", str(page.content_id)), query
        results = engine.search(query, now=datetime.now(UTC), limit=3)
        assert EMERGENCY_PAGE in [hit.card["path"] for hit in results.hits], query
