"""What stands behind the question mark of an address of the admin is no fault of ours, whatever it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from wagtail.models import Site

from site_content.pages.content_page import TYPES
from tests.cms.admin.everything import BULK, Everything, superuser
from tests.cms.admin.routes import routes

HUGE = "9" * 22
WORDS = ("x", "0", "-1", HUGE, "%00", "1%00", "%D9%A3", "%FF")
# What Wagtail's screens and ours read from their addresses.
NAMES = (
    *(
        "id",
        "ids",
        "p",
        "page",
        "q",
        "per_page",
        "ordering",
        "order",
        "search",
        "next",
        "tag",
        "locale",
        "type",
        "user",
    ),
    *("page_type", "parent_page_id", "collection_id", "user_id", "owner", "site", "site_id", "live"),
    *("page_locale", "multiple", "can_choose_root", "allow_external_link", "link_text", "link_url", "match_subclass"),
    *(
        "user_perms",
        "target_pages[]",
        "selected",
        "days",
        "export",
        "action",
        "object_type",
        "object_id",
        "content_type",
        "status",
    ),
    *("timestamp_from", "created_at_from", "started_at_from", "locked_at_from", "workflow", "task", "requested_by"),
    *("offset", "limit", "fields", "child_of", "descendant_of", "ancestor_of", "translation_of", "has_children"),
    *("for_explorer", "include_root", "childOf", "childIndex", "old_version", "mode", "in_preview_panel", "group"),
    *("usage_count", "next_review_from", "owning_team", "is_active", "edited_by", "_w_filter_fragment", "position"),
)


@pytest.mark.parametrize("word", ["x", "-1", HUGE, "%00"])
def test_no_query_is_a_fault(word: str, db: None, settings: Any, tmp_path: Any) -> None:
    """All names at once, so that each view finds its own; those that one 400 would hide are asked alone below."""
    settings.MEDIA_ROOT = tmp_path / "media"
    everything, client, statuses = Everything(), superuser(), {}
    query = "&".join(f"{name}={word}" for name in NAMES)
    addresses = [address for route in routes("admin/") for address in everything.addresses(route)[:1]]
    addresses += [f"/admin/bulk/{'/'.join(action)}/" for action in BULK]
    for address in addresses:
        if "logout" not in address and "?" not in address:
            statuses[address] = client.get(f"{address}?{query}").status_code
    assert [each for each in statuses.items() if each[1] >= 500] == []
    assert {200, 400} <= {*statuses.values()}


ALONE = [
    ("api/main/(pages|documents|images)/$", ("offset", "limit", "order", "child_of", "search")),
    ("choose-(external|email|phone|anchor)-link/$", ("parent_page_id",)),
    ("chooser/(chosen-multiple|results)?/?$", ("id", "p", "collection_id", "q", "tag")),
    ("(guidance_reviews|reports/[a-z-]+)/(results/)?$", ("p", "ordering", "user", "object_type", "owning_team")),
    ("workflows/(edit|usage)/", ("p",)),
    ("choose-page/", ("p", "page_type", "q")),
]


@pytest.mark.parametrize(("pattern", "names"), ALONE)
def test_nor_is_one_value_alone(pattern: str, names: tuple[str, ...], db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    everything, client, statuses = Everything(), superuser(), {}
    for route in routes("admin/"):
        if re.search(pattern, route.pattern.replace("$", "")):
            for address in everything.addresses(route)[:1]:
                asked = [f"{address}?{name}={word}" for name in names for word in WORDS]
                statuses.update({each: client.get(each).status_code for each in asked})
    assert len(statuses) >= 8
    assert [each for each in statuses.items() if each[1] >= 500] == []


def test_guidance_is_searched_while_it_is_sorted_and_filtered(db: None) -> None:
    home = Site.objects.get(audience_row__audience="public").root_page
    for number, team in ((2, "Wards"), (1, "Clinics")):
        page = TYPES["guidance"](title=f"Asthma {number}", slug=f"asthma-{number}", owning_team=team)
        page.next_review = date(2030, 1, number)
        home.add_child(instance=page)
    client = superuser()

    def titles(query: str) -> list[str]:
        text = client.get(f"/admin/guidance_reviews/?{query}").content.decode()
        return list(dict.fromkeys(re.findall(r"Asthma \d", text)))

    for ordering, expected in {
        "next_review": ["1", "2"],
        "-next_review": ["2", "1"],
        "owning_team": ["1", "2"],
    }.items():
        assert titles(f"q=asthma&ordering={ordering}") == [f"Asthma {number}" for number in expected]
    assert titles("q=asthma&owning_team=Wards") == ["Asthma 2"]
    assert titles("q=asthma&next_review=2030-01-02") == ["Asthma 2"]
