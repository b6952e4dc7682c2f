"""The dashboard says what to write, what needs doing and what is coming."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from site_content.editing.dashboard import WelcomePanel
from site_content.editing.listings import review_state
from site_content.pages.content_page import TYPES
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
from site_content.site.settings import Alert


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """Each test is of one day: begun a second before midnight, what it expects and what it asks would be of two."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


def today() -> date:
    return timezone.localdate()


def told(client: Client) -> dict[str, Any]:
    """What the panel shows to whoever is signed in."""
    request = RequestFactory().get("/")
    request.user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
    return WelcomePanel().get_context_data({"request": request})


def test_a_new_site_offers_to_add_a_page_and_nothing_else(editor: Client, home: Any) -> None:
    found = told(editor)
    assert [(site["label"], site["may_add"], site["write"]) for site in found["sites"]] == [
        ("Public", True, []),
        ("Staff", True, []),
    ]
    assert (found["to_do"], found["coming"]) == ([], [])


def test_a_section_that_lists_news_gives_a_button_to_write_it(editor: Client, home: Any) -> None:
    news = home.add_child(instance=SectionPage(title="News", listing_type="news"))
    home.add_child(instance=SectionPage(title="Older news", listing_type="news"))
    public, staff = told(editor)["sites"]
    assert public["write"] == [
        {"label": "Write news", "url": reverse("wagtailadmin_pages:add", args=["site_content", "newspage", news.pk])}
    ]
    assert staff["write"] == []
    assert editor.get(public["write"][0]["url"]).status_code == 200


@pytest.mark.dated
def test_what_needs_doing_is_counted(moderator: Client, home: Any) -> None:
    for title, due in (("a", -1), ("b", 0), ("c", 30), ("d", 31), ("e", None)):
        review = None if due is None else today() + timedelta(days=due)
        home.add_child(instance=GuidancePage(title=title, next_review=review))
    Alert.objects.create(title="Storm")
    Alert.objects.create(title="Later", starts_at=timezone.now() + timedelta(days=1))
    assert [(row["count"], row["text"]) for row in told(moderator)["to_do"]] == [
        (1, "guidance page past the review date"),
        (2, "guidance pages due for review within 30 days"),
        (1, "guidance page without a review date"),
        (1, "alert showing now"),
    ]


def test_editors_who_may_not_change_alerts_are_not_told_of_them(editor: Client, home: Any) -> None:
    Alert.objects.create(title="Storm")
    assert told(editor)["to_do"] == []


@pytest.mark.dated
def test_what_is_coming_stands_in_order(editor: Client, home: Any) -> None:
    now = timezone.now()
    ends = home.add_child(instance=NewsPage(title="Ends", expire_at=now + timedelta(days=2)))
    waits = home.add_child(instance=NewsPage(title="Waits", live=False, go_live_at=now + timedelta(days=1)))
    waits.save_revision().publish()
    home.add_child(instance=NewsPage(title="Ends next year", expire_at=now + timedelta(days=300)))
    found = [(row.title, row.effect, row.page_id) for row in told(editor)["coming"]]
    assert found == [("Waits", "goes live", waits.pk), ("Ends", "expires", ends.pk)]


@pytest.mark.dated
@pytest.mark.parametrize(("days", "state"), [(None, "none"), (-1, "overdue"), (0, "soon"), (30, "soon"), (31, "later")])
def test_a_review_date_asks_for_something_or_not(days: int | None, state: str) -> None:
    assert review_state(None if days is None else today() + timedelta(days=days), today()) == state


@pytest.mark.dated
def test_reviews_begin_with_the_one_longest_overdue(editor: Client, home: Any) -> None:
    for title, days in (("Later", 90), ("Overdue", -90), ("Soon", 5)):
        home.add_child(instance=GuidancePage(title=title, next_review=today() + timedelta(days=days)))
    page = editor.get(reverse("guidance_reviews:index")).content.decode()
    places = [page.index(f"\n            {title}\n") for title in ("Overdue", "Soon", "Later")]
    assert places == sorted(places)
    assert page.count("headland-review--overdue") == 1


def test_the_kind_that_is_usual_in_a_section_comes_first(editor: Client, home: Any) -> None:
    blog = home.add_child(instance=SectionPage(title="Blog", listing_type="blog"))
    held = home.add_child(instance=SectionPage(title="Conditions"))
    held.add_child(instance=GuidancePage(title="Flu"))
    first = {}
    for section in (blog, held, home):
        page = editor.get(reverse("wagtailadmin_pages:add_subpage", args=[section.pk]))
        first[section.title] = (page.context["page_types"][0][2], page.context["suggested"])
        assert len(page.context["page_types"]) == len(TYPES) - 1
    assert first["Blog"] == ("blogpage", "blogpage")
    assert first["Conditions"] == ("guidancepage", "guidancepage")
    assert first["Home"][0] == "sectionpage"


def test_the_admin_bears_our_name(editor: Client) -> None:
    assert "Sign in to Headland" in Client().get(reverse("wagtailadmin_login")).content.decode()
    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "headland-logo" in page
    assert "site_content/icon.svg" in page
    assert "What's new in Wagtail" not in page
