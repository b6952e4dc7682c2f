"""The editors' desk: what each part counts, and how quality follows the log."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site, Workflow

from site_content.editing.desk.figures import desk
from site_content.editing.desk.follow import QualityFollower
from site_content.editing.desk.models import ItemQuality
from site_content.editing.desk.quality import Quality, lix, quality_of
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.standard import StandardPage
from site_content.publishing import log
from site_content.publishing.refresh import drain
from site_content.search_settings.usage.count import count_batch

TODAY = date(2026, 6, 15)
IMAGE = {"alt": "", "decorative": False, "sources": []}


def add(page_type: type, title: str, **fields: Any) -> Any:
    page = page_type(title=title, **fields)
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=page)
    drain()
    return page


@pytest.fixture
def new_site(db: None) -> None:
    """A site made today: the clock of a dated test may be years after the database was made."""
    Page.objects.filter(depth=2).update(last_published_at=timezone.now())


def bars(part: dict[str, Any]) -> dict[str, int]:
    return {bar["label"]: bar["value"] for bar in part["bars"] if bar["value"]}


def test_lix_by_hand() -> None:
    # 60 words in 6 sentences, 12 of them over six letters: 10 + 20.
    text = "Vaccines protect you and all of us from flu now. " * 6
    assert lix(text) == round(60 / 6 + 100 * 12 / 60, 1)
    assert lix("Too short. " * 10) is None
    assert lix("Brechiadau yn amddiffyn pawb rhag y ffliw bob gaeaf heddiw. " * 6) == 10 + 20.0


def test_own_pictures_are_judged_and_those_of_cards_are_not() -> None:
    item = {
        "image": IMAGE,
        "details": {"body": [{"value": {"image": {**IMAGE, "decorative": True}}}, {"value": [{**IMAGE, "alt": "x"}]}]},
        "links": {"related": [{"image": IMAGE}]},
    }
    assert quality_of(item, "one two") == Quality(2, None, 1)


def somebody() -> Any:
    """Return who may edit every page."""
    return get_user_model()(username="root", is_superuser=True, is_active=True)


@pytest.mark.django_db
def test_quality_follows_the_log() -> None:
    text = "Immunisation protects vulnerable populations against influenza complications. " * 20
    page = add(StandardPage, "Hard", body=[("rich_text", f"<p>{text}</p>")])
    follower = QualityFollower()
    assert follower.catch_up() > 0
    row = ItemQuality.objects.get(path="/hard")
    assert (row.title, row.words, row.lix is not None and row.lix > 60) == ("Hard", 140, True)
    assert bars(desk(somebody(), TODAY)["readability"]) == {"hard, 60 and over": 1}
    page.delete()
    drain()
    assert QualityFollower().catch_up() == 1
    assert not ItemQuality.objects.filter(path="/hard").exists()
    assert (follower.catch_up(), follower.position) == (0, log.head())
    assert follower.rebuild() > 1


@pytest.mark.django_db
def test_reviews_are_counted_by_month_and_listed_by_date() -> None:
    add(GuidancePage, "Late", next_review=TODAY - timedelta(1), owning_team="Clinical")
    add(GuidancePage, "Soon", next_review=date(2026, 7, 1))
    add(GuidancePage, "Never")
    part = desk(somebody(), TODAY)["reviews"]
    assert bars(part) == {"overdue": 1, "2026-07": 1}
    assert [(row["title"], row["owner"], row["due"], row["overdue"]) for row in part["rows"]] == [
        ("Late", "Clinical", "2026-06-14", True),
        ("Soon", "", "2026-07-01", False),
    ]


@pytest.mark.dated
@pytest.mark.django_db
def test_every_part_answers_when_there_is_nothing(new_site: None) -> None:
    parts = desk(somebody(), TODAY)
    assert {name: part["rows"] for name, part in parts.items()} == {name: [] for name in parts}
    assert all(part["bars"] or name == "not_found" for name, part in parts.items())


@pytest.mark.dated
@pytest.mark.django_db
def test_calendar_and_ageing(new_site: None) -> None:
    soon = timezone.now() + timedelta(days=2)
    page = add(StandardPage, "Ending", expire_at=soon)
    add(StandardPage, "Ending much later", expire_at=timezone.now() + timedelta(days=40))
    old = add(StandardPage, "Old")
    StandardPage.objects.filter(pk=old.pk).update(last_published_at=timezone.now() - timedelta(days=800))
    parts = desk(somebody())
    assert [(row["title"], row["what"], row["url"]) for row in parts["calendar"]["rows"]] == [
        ("Ending", "expires", f"/admin/pages/{page.pk}/edit/")
    ]
    assert bars(parts["ageing"])["under 3 years"] == 1
    assert [row["title"] for row in parts["ageing"]["rows"]] == ["Old"]


@pytest.mark.django_db
def test_days_are_those_of_the_local_clock(new_site: None) -> None:
    # In summer time, half past midnight in London is still the day before in UTC.
    add(StandardPage, "Ending", expire_at=datetime(2026, 6, 19, 23, 30, tzinfo=UTC))
    old = add(StandardPage, "Old")
    StandardPage.objects.filter(pk=old.pk).update(last_published_at=datetime(2020, 6, 30, 23, 30, tzinfo=UTC))
    parts = desk(somebody(), TODAY)
    assert bars(parts["calendar"]) == {"2026-06-20": 1}
    assert [row["published"] for row in parts["ageing"]["rows"]] == ["2020-07-01"]


@pytest.mark.django_db
def test_searches_that_found_nothing_and_useless_pages() -> None:
    search = {"kind": "search", "day": TODAY.isoformat(), "audience": "staff", "query": "rota", "found": False}
    vote = {"kind": "feedback", "day": TODAY.isoformat(), "audience": "public", "path": "/flu", "text": ""}
    count_batch(
        "one", [*[search] * 5, *[{**vote, "useful": n == 0} for n in range(5)], {**vote, "path": "/x", "useful": False}]
    )
    parts = desk(somebody(), TODAY)
    assert parts["not_found"]["rows"] == [{"query": "rota", "audience": "staff", "times": 5}]
    assert [(row["path"], row["yes"], row["no"], row["share"]) for row in parts["usefulness"]["rows"]] == [
        ("/flu", 1, 4, 20)
    ]


def person(name: str, *groups: str) -> Any:
    """Return an editor of all pages who is in some groups."""
    user = get_user_model().objects.create_user(name)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in ("Editors", *groups)])
    return user


@pytest.mark.django_db
def test_pages_for_other_groups_are_in_no_part() -> None:
    """An editor has rights on them in the CMS; the staff site keeps them for their readers."""
    staff = Site.objects.get(audience_row__audience="staff").root_page
    closed = staff.add_child(instance=StandardPage(title="Board closed", slug="closed"))
    row = PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    row.groups.add(Group.objects.create(name="Board"))
    soon, old = timezone.now() + timedelta(days=2), timezone.now() - timedelta(days=800)
    below = closed.add_child(instance=GuidancePage(title="Board paper", slug="paper", expire_at=soon))
    below.save_revision()
    GuidancePage.objects.filter(pk=below.pk).update(next_review=TODAY, last_published_at=old)
    drain()
    QualityFollower().catch_up()
    ItemQuality.objects.filter(path="/closed/paper").update(images_without_alt=1, lix=70.0)
    Workflow.objects.get(name="Moderators approval").start(below, person("writer"))
    vote = {"kind": "feedback", "day": TODAY.isoformat(), "audience": "staff", "path": "/closed/paper", "text": ""}
    count_batch("one", [{**vote, "useful": False}] * 5)
    insider, outsider = desk(person("insider", "Board"), TODAY), desk(person("outsider", "Auditors"), TODAY)
    parts = {name for name, part in insider.items() if "Board" in str(part) or "/closed/paper" in str(part)}
    assert parts == {"reviews", "approvals", "ageing", "usefulness", "alternatives", "readability"}
    assert [name for name, part in outsider.items() if "Board" in str(part) or "/closed" in str(part)] == []
    counted = {name: sum(bars(part).values()) for name, part in outsider.items() if name != "ageing"}
    assert counted == dict.fromkeys(counted, 0)
