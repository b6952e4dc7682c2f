"""The admin's pages open, and say what an editor needs."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.content_page import TYPES
from site_content.site.settings import Alert, SiteSettings


def test_dashboard_begins_with_what_to_do(editor: Client, home: Any, settings: Any) -> None:
    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "Your sites and tasks" in page
    assert settings.PUBLIC_URL in page
    assert settings.STAFF_URL in page
    assert reverse("wagtailadmin_pages:add_subpage", args=[home.pk]) in page
    assert "gravatar.com" not in page


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"home"}))
def test_every_type_has_a_form_in_three_tabs(editor: Client, home: Any, name: str) -> None:
    address = reverse("wagtailadmin_pages:add", args=["site_content", TYPES[name]._meta.model_name, home.pk])
    page = editor.get(address).content.decode()
    for words in ("Content", "Search and topics", "Settings", "keywords and synonyms".capitalize()):
        assert words in page


def test_a_site_has_one_home_and_staff_may_hold_every_type(home: Any) -> None:
    allowed = {page_type.item_type for page_type in home.specific.creatable_subpage_models()}
    assert allowed == set(TYPES) - {"home"}


def test_a_page_made_with_the_form_is_published(moderator: Client, home: Any) -> None:
    address = reverse("wagtailadmin_pages:add", args=["site_content", "standardpage", home.pk])
    data = {
        "title": "Made", "slug": "made", "summary": "Short", "action-publish": "1", "body-count": "1",
        "body-0-deleted": "", "body-0-order": "0", "body-0-type": "table", "body-0-id": "",
        "body-0-value-caption": "Doses", "body-0-value-first_row_is_header": "on",
        "body-0-value-rows-caption": "", "body-0-value-rows-column-count": "1", "body-0-value-rows-row-count": "1",
        "body-0-value-rows-column-0-type": "cell", "body-0-value-rows-column-0-order": "0",
        "body-0-value-rows-column-0-deleted": "", "body-0-value-rows-column-0-heading": "",
        "body-0-value-rows-row-0-order": "0", "body-0-value-rows-row-0-deleted": "",
        "body-0-value-rows-cell-0-0": '{"blocks": [{"key": "a", "text": "5 ml", "type": "unstyled", "depth": 0, '
        '"inlineStyleRanges": [], "entityRanges": [], "data": {}}], "entityMap": {}}',
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "", "search_keywords": "", "tags": "",
    }  # fmt: skip
    answer = moderator.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = TYPES["standard"].objects.get(slug="made")
    assert page.live
    assert page.body.raw_data[0]["value"]["rows"] == [['<p data-block-key="a">5 ml</p>']]


def test_alerts_are_listed_with_whether_they_show(moderator: Client, editor: Client) -> None:
    Alert.objects.create(title="Storm", level="urgent")
    page = moderator.get("/admin/alerts/").content.decode()
    assert all(words in page for words in ("Storm", "Urgent", "The public site", "now"))
    assert editor.get("/admin/alerts/").status_code == 302


def test_guidance_reviews_are_listed(editor: Client, home: Any) -> None:
    home.add_child(instance=TYPES["guidance"](title="Flu", owning_team="Vaccines", next_review="2027-01-01"))
    page = editor.get("/admin/guidance_reviews/").content.decode()
    assert all(words in page for words in ("Flu", "Vaccines", "Review due"))


def test_site_settings_open_for_moderators_only(moderator: Client, editor: Client) -> None:
    address = reverse(
        "wagtailsettings:edit", args=["site_content", "sitesettings", SiteSettings.objects.first().site_id]
    )
    assert moderator.get(address).status_code == 200
    assert editor.get(address).status_code == 302


def test_groups_may_do_what_their_names_say(db: None) -> None:
    assert list(Group.objects.get(name="Staff readers").permissions.all()) == []
    moderators = set(Group.objects.get(name="Moderators").permissions.values_list("codename", flat=True))
    assert {"add_alert", "change_alert", "delete_alert", "change_sitesettings"} <= moderators


@pytest.mark.parametrize("name", sorted(BODY_BLOCKS))
def test_blocks_tell_editors_what_they_are_for(name: str) -> None:
    block: Any = BODY_BLOCKS[name]()
    assert block.get_description().endswith(".")
    assert block.meta.group
    assert block.meta.icon


@pytest.mark.parametrize("name", sorted(BODY_BLOCKS))
def test_blocks_have_a_sketch_in_the_chooser(editor: Client, name: str) -> None:
    block: Any = BODY_BLOCKS[name]()
    block.set_name(name)
    assert block.is_previewable
    page = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert page.status_code == 200
    assert f"block--{name}" in page.content.decode()
