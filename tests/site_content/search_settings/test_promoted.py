"""Promoting results in the admin: pages only, and clear words for external links from before."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, Site

from site_content.pages.types.standard import StandardPage
from site_content.search_settings.promotions import CHOOSE
from tests.site_content.editing.conftest import signed_in
from tests.site_content.search_settings.test_search_settings import search_settings

pytestmark = pytest.mark.django_db
INDEX = "/admin/searchpicks/"


@pytest.fixture
def moderator() -> Client:
    return signed_in("Moderators")


@pytest.fixture
def page() -> Any:
    made = StandardPage(title="Flu jab")
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=made)
    return made


def link(query: str = "flu") -> SearchPromotion:
    """An external link, from before only pages were accepted."""
    row = {"external_link_url": "https://example.org/flu", "external_link_text": "Flu elsewhere", "description": "Old"}
    made: SearchPromotion = SearchPromotion.objects.create(query=Query.get(query), **row)
    return made


def form(*rows: dict[str, Any], query: str = "flu") -> dict[str, Any]:
    kept = sum("id" in row for row in rows)
    posted = {"query_string": query, "editors_picks-TOTAL_FORMS": len(rows), "editors_picks-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        posted |= {f"editors_picks-{number}-{name}": value for name, value in ({"ORDER": number + 1} | row).items()}
    return posted


def rows() -> list[Any]:
    return list(SearchPromotion.objects.values_list("query__query_string", "page_id", "external_link_url"))


def test_a_page_is_promoted(moderator: Client, page: Any) -> None:
    assert moderator.post(f"{INDEX}add/", form({"page": page.pk})).status_code == 302
    assert (rows(), search_settings().promoted) == ([("flu", page.pk, "")], {"flu": (str(page.content_id),)})


def test_an_external_link_is_not_asked_for_and_refused_with_what_to_do(moderator: Client, page: Any) -> None:
    shown = moderator.get(f"{INDEX}add/").content.decode()
    assert "external_link" not in shown
    assert "You can promote only pages" in shown
    assert ("popular search terms" in shown, '<a href="/admin/search_report/">' in shown) == (False, True)
    row = {"external_link_url": "https://example.org/", "external_link_text": "Elsewhere"}
    least = "Please specify at least one recommendation for this search term."
    for posted, told in (
        (form(), least),
        (form(row | {"page": ""}), CHOOSE),
        (form(row | {"page": "999999"}), "Select a valid choice"),
    ):
        answer = moderator.post(f"{INDEX}add/", posted)
        top = "".join(map(str, answer.context["messages"]))
        assert told in answer.content.decode()
        assert (least if told == least else "Recommendations have not been created due to errors.") in top
    assert rows() == []


def test_an_external_link_from_before_is_shown_as_such_and_search_goes_on(moderator: Client, page: Any) -> None:
    old = link()
    SearchPromotion.objects.create(query=old.query, page=Page.objects.get(pk=page.pk), sort_order=1)
    assert search_settings().promoted == {"flu": (str(page.content_id),)}
    assert "external link: not shown" in moderator.get(INDEX).content.decode()
    assert "external link: not shown" in moderator.get(f"{INDEX}results/").content.decode()
    edit = unescape(moderator.get(f"{INDEX}{old.query_id}/").content.decode())
    assert "This is an external link (https://example.org/flu), which search does not show." in edit


def test_an_external_link_from_before_gives_way_to_a_page_or_is_deleted(moderator: Client, page: Any) -> None:
    old = link()
    address = f"{INDEX}{old.query_id}/"
    refused = unescape(moderator.post(address, form({"id": old.pk, "page": ""})).content.decode())
    assert CHOOSE in refused
    assert "Recommendations have not been saved due to errors." in refused
    assert "This is an external link (https://example.org/flu)" in refused
    assert rows() == [("flu", None, "https://example.org/flu")]
    assert moderator.post(address, form({"id": old.pk, "page": page.pk})).status_code == 302
    assert rows() == [("flu", page.pk, "")]
    other = link()
    kept, gone = {"id": old.pk, "page": page.pk}, {"id": other.pk, "page": "", "DELETE": "on"}
    assert moderator.post(address, form(kept, gone)).status_code == 302
    assert rows() == [("flu", page.pk, "")]


def test_who_may_not_promote_sees_none_of_it(page: Any) -> None:
    editor = signed_in("Editors")
    for address in (INDEX, f"{INDEX}add/", f"{INDEX}{link().query_id}/"):
        assert editor.get(address).status_code == 302
    assert Client().get(f"{INDEX}add/").status_code == 302
