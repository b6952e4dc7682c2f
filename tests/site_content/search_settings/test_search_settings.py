"""Editors' search settings: from the admin's form to the document that both engines read."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction, Site

from search.search_settings import SearchSettings
from site_content.items.models import Item
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord
from tests.site_content.editing.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return signed_in("Moderators")


def search_settings(audience: str = "public") -> SearchSettings:
    """The search settings as the log holds them now."""
    drain()
    import json

    return SearchSettings.from_json(json.loads(Item.objects.get(path="~search", audience=audience).body)["value"])


def page(audience: str, title: str) -> Any:
    made = StandardPage(title=title)
    Site.objects.get(audience_row__audience=audience).root_page.add_child(instance=made)
    return made


def rule(phrases: str, also: str = "", **fields: str) -> SynonymRule:
    made = SynonymRule(phrases=phrases, also=also, kind="one-way" if also else "two-way", **fields)
    made.full_clean()
    made.save()
    return made


def test_synonyms_reach_the_audience_they_are_for() -> None:
    rule("GP, family doctor")
    rule("jab", "vaccination, injection", shown_on="staff")
    assert (search_settings().two_way, search_settings().one_way) == ((("GP", "family doctor"),), ())
    assert search_settings("staff").one_way == (("jab", ("vaccination", "injection")),)


def test_loops_and_empty_rules_are_refused() -> None:
    rule("a", "b")
    rule("b", "c")
    for phrases, also, told in [
        ("c", "a", "“c” leads back to itself: use one two-way rule instead."),
        ("gp", "", "“gp” needs two different phrases."),
        ("!, ?", "", "Write at least one word."),
    ]:
        with pytest.raises(ValidationError) as refused:
            rule(phrases, also)
        assert told in [message for messages in refused.value.message_dict.values() for message in messages]
    with pytest.raises(ValidationError):
        SynonymRule(kind="one-way", phrases="x").full_clean()


def test_a_rule_is_made_in_the_admin_and_live_at_once(
    moderator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    data = {"kind": "two-way", "phrases": "chemist, pharmacy", "also": "", "shown_on": "both"}
    with django_capture_on_commit_callbacks(execute=True):
        assert moderator.post("/admin/synonymrule/new/", data).status_code == 302
    assert search_settings().two_way == (("chemist", "pharmacy"),)
    with django_capture_on_commit_callbacks(execute=True):
        SynonymRule.objects.get().delete()
    assert search_settings() == SearchSettings(answers=search_settings().answers)


def test_promoted_and_hidden_results_name_only_what_the_audience_may_read() -> None:
    public, staff = page("public", "Flu jab"), page("staff", "Flu rota")
    for target in (public, staff):
        SearchPromotion.objects.create(query=Query.get("flu"), page=Page.objects.get(pk=target.pk))
    hidden = HiddenResult(query="Rota!", page=Page.objects.get(pk=staff.pk))
    hidden.full_clean()
    hidden.save()
    assert (search_settings().promoted, search_settings().excluded) == ({"flu": (str(public.content_id),)}, {})
    assert search_settings("staff").promoted == {"flu": (str(public.content_id), str(staff.content_id))}
    assert search_settings("staff").excluded == {"rota": (str(staff.content_id),)}
    PageViewRestriction.objects.create(page=Page.objects.get(pk=public.pk), restriction_type="login")
    assert search_settings().promoted == {}
    assert "rota" not in Item.objects.get(path="~search", audience="public").body


def test_words_never_suggested_are_folded() -> None:
    word = UnspokenWord(word="Sécret!")
    word.full_clean()
    word.save()
    assert search_settings().never_suggest == ("secret",)


def test_the_menu_holds_every_search_setting_for_moderators_only(moderator: Client) -> None:
    shown = moderator.get("/admin/").content.decode()
    for label in ("Synonyms", "Promoted results", "Hidden results", "Words never suggested", "Search lab"):
        assert label in shown
    assert "Search lab" not in signed_in("Editors").get("/admin/").content.decode()
    for address in ("synonymrule", "hiddenresult", "unspokenword", "searchpicks", "search_lab", "search_report"):
        assert moderator.get(f"/admin/{address}/").status_code == 200
