"""Answers above results: from the admin's form to the search settings, and the list that a new site begins with."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from site_content.items.models import Item
from site_content.publishing.refresh import drain
from site_content.search_settings.answer_models import MAX_QUERY_LENGTH, SearchAnswer
from tests.search.emergencies import FILE, emergencies
from tests.site_content.editing.conftest import signed_in
from tests.site_content.search_settings.test_search_settings import page, search_settings

pytestmark = pytest.mark.django_db
INDEX = "/admin/searchanswer/"
FORM = {
    "queries": "ward 7\nward seven",
    "kind": "hours",
    "title": "Visiting times on ward 7",
    "text": "Monday to Friday: 2pm to 8pm\r\nWeekends: all day",
    "phones": "01632 960 107",
    "page": "",
    "shown_on": "both",
    "language": "en",
}


@pytest.fixture
def moderator() -> Client:
    return signed_in("Moderators")


def titles(query: str, audience: str = "public") -> list[str]:
    """The headings above the results of a search, as the log has them now."""
    return [answer.title for answer in search_settings(audience).answers_for(query)]


def made(**fields: Any) -> SearchAnswer:
    answer = SearchAnswer(**{**FORM, "page": None, **fields})
    answer.full_clean()
    answer.save()
    return answer


def test_a_new_site_has_the_emergency_list_for_both_audiences() -> None:
    for audience in ("public", "staff"):
        listed = search_settings(audience).answers
        assert [(each.queries, each.locale) for each in listed] == [(e.queries, e.locale) for e in emergencies()]
        assert all("999" in answer.phones and answer.text for answer in listed)
    assert titles("chest pain") == ["Call 999 now"]
    assert titles("poen yn y frest") == ["Ffoniwch 999 nawr"]


def test_the_list_passes_the_form() -> None:
    rows = SearchAnswer.objects.all()
    for row in rows:
        row.full_clean()
    assert len(rows) == FILE.read_text(encoding="utf-8").count("title:")


def test_an_answer_is_made_in_the_admin_and_live_at_once(
    moderator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert moderator.post(f"{INDEX}new/", FORM).status_code == 302
    (answer,) = search_settings().answers_for("Ward seven")
    assert (answer.kind, answer.title, answer.phones) == ("hours", FORM["title"], ("01632 960 107",))
    assert answer.text == "Monday to Friday: 2pm to 8pm\nWeekends: all day"
    row = SearchAnswer.objects.get(kind="hours")
    with django_capture_on_commit_callbacks(execute=True):
        assert moderator.post(f"{INDEX}delete/{row.pk}/").status_code == 302
    assert titles("ward 7") == []
    assert "Deleted" in moderator.get("/admin/reports/site-history/").content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"queries": " \n "}, "This field is required."),
        ({"queries": "flu\n* !\n"}, "“* !” has no word: it would show for every search or for none."),
        ({"queries": "fl*u"}, "“fl*u”: put * alone or at the end of a word."),
        ({"queries": "x" * (MAX_QUERY_LENGTH + 1)}, "is longer than 100 characters."),
        ({"queries": "\n".join(f"flu {number}" for number in range(101))}, "At most 100 searches."),
        ({"phones": "999, call us"}, "“call us” is not a telephone number."),
        ({"phones": ",".join(["999", "111", "101", "112", "116 123", "116 124"])}, "At most 5 telephone numbers."),
        ({"title": " "}, "Write a heading."),
        ({"kind": "page"}, "Choose the page."),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_do(moderator: Client, fields: dict[str, str], message: str) -> None:
    refused = moderator.post(f"{INDEX}new/", FORM | fields)
    assert refused.status_code == 200
    messages = [text for texts in refused.context["form"].errors.values() for text in texts]
    assert any(message in text for text in messages), messages
    assert not SearchAnswer.objects.exclude(kind="emergency").exists()


def test_answers_name_only_what_the_audience_may_read() -> None:
    staff, public = page("staff", "Rota"), page("public", "Ward 7")
    made(kind="page", queries="rota", title="The rota", page=Page.objects.get(pk=staff.pk))
    made(kind="contact", queries="secret rota", shown_on="staff")
    row = made(kind="contact", queries="ward 7", title="Ward 7", page=Page.objects.get(pk=public.pk))
    assert (titles("rota"), titles("rota", "staff"), titles("secret rota")) == ([], ["The rota"], [])
    assert "rota" not in Item.objects.get(path="~search", audience="public").body.lower()
    assert [answer.page for answer in search_settings().answers_for("ward 7")] == [str(public.content_id)]
    PageViewRestriction.objects.create(page=Page.objects.get(pk=public.pk), restriction_type="login")
    assert titles("ward 7") == []
    Page.objects.get(pk=public.pk).delete()
    assert not SearchAnswer.objects.filter(pk=row.pk).exists()


def test_an_emergency_stays_without_its_page() -> None:
    public = page("public", "When to call 999")
    row = SearchAnswer.objects.get(queries__startswith="chest pain\n")
    row.page = Page.objects.get(pk=public.pk)
    row.save()
    assert search_settings().answers_for("chest pain")[0].page == str(public.content_id)
    Page.objects.get(pk=public.pk).delete()
    (answer,) = search_settings().answers_for("chest pain")
    assert (answer.title, answer.page) == ("Call 999 now", "")


def test_deleting_the_last_emergency_asks_in_plain_words(moderator: Client) -> None:
    first, last = SearchAnswer.objects.filter(language="en").order_by("pk")[:2]
    SearchAnswer.objects.filter(language="en").exclude(pk__in=[first.pk, last.pk]).delete()
    question = "This is the last emergency answer in English on the public site and the staff site."
    assert question not in moderator.get(f"{INDEX}delete/{last.pk}/").content.decode()
    first.delete()
    asked = moderator.get(f"{INDEX}delete/{last.pk}/").content.decode()
    assert question in asked
    assert "are not told to call 999" in asked
    moderator.post(f"{INDEX}delete/{last.pk}/")
    assert not SearchAnswer.objects.filter(language="en").exists()


@pytest.mark.parametrize("change", [{"kind": "contact"}, {"shown_on": "staff"}, {"language": "cy"}])
def test_the_last_emergency_is_not_changed_into_something_else(change: dict[str, str]) -> None:
    row = SearchAnswer.objects.filter(language="en")[0]
    SearchAnswer.objects.filter(language="en").exclude(pk=row.pk).delete()
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=r"last emergency answer in English on the public site\. Make another"):
        row.full_clean()


def test_the_box_shows_what_a_search_would_show(moderator: Client) -> None:
    public = page("public", "Find a pharmacy")
    made(kind="page", queries="chemists *", title="", page=Page.objects.get(pk=public.pk), shown_on="public")
    drain()
    tried = moderator.get(f"{INDEX}?try=chemists+near+me&site=public").content.decode()
    assert "<h3>Did you mean this page?</h3>" in tried
    assert "Leads to “Find a pharmacy”" in tried
    assert "shows no answer" in moderator.get(f"{INDEX}?try=chemists+near+me&site=staff").content.decode()
    assert "Call 999 now" in moderator.get(f"{INDEX}?try=chest+pian").content.decode()
    for hostile in ("try=" + "x" * 5_000, "try=%00&site=x", "try=<script>"):
        assert moderator.get(f"{INDEX}?{hostile}").status_code == 200


def test_only_moderators_may(moderator: Client) -> None:
    assert "Answers above results" in moderator.get("/admin/").content.decode()
    editor = signed_in("Editors")
    assert "Answers above results" not in editor.get("/admin/").content.decode()
    assert editor.get(INDEX).status_code == 302
