"""``~site`` and ``~navigation``: what they say, to whom, and when they are made again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Site

from site_content.items.json_text import rfc3339
from site_content.items.models import Item, Refresh
from site_content.media.files import published_name
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.global_items import refresh_global_item
from site_content.publishing.refresh import drain
from site_content.site.global_items import navigation_json, site_json
from site_content.site.settings import Alert, SiteSettings
from tests.site_content.media.uploads import upload_file

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(db: None) -> Any:
    return Site.objects.get(audience_row__audience="public").root_page


def add(parent: Any, title: str, in_menu: bool = True, page_type: type = StandardPage) -> Any:
    page = page_type(title=title, show_in_menus=in_menu)
    parent.add_child(instance=page)
    return page


def set_footer(audience: str, *links: dict[str, Any]) -> None:
    settings = SiteSettings.objects.get(site__audience_row__audience=audience)
    settings.footer = [{"type": "column", "value": {"title": "Help", "links": list(links)}}]
    settings.save()


def entry(title: str, path: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "path": path, "children": list(children)}


def test_header_holds_two_levels_of_pages_shown_in_menus_in_tree_order(home: Any) -> None:
    services = add(home, "Services", page_type=SectionPage)
    add(home, "Hidden", in_menu=False)
    news = add(home, "News")
    deep = add(services, "Deep")
    add(deep, "Deeper")
    draft = StandardPage(title="Draft", show_in_menus=True, live=False)
    home.add_child(instance=draft)
    drain()
    assert navigation_json("public")["header"] == [
        entry("Services", "/services", entry("Deep", "/services/deep")),
        entry("News", "/news"),
    ]
    assert navigation_json("staff")["header"] == []
    services.move(news, pos="right")
    drain()
    assert [part["title"] for part in navigation_json("public")["header"]] == ["News", "Services"]


def test_footer_leaves_out_what_the_audience_may_not_read(home: Any) -> None:
    inside = Site.objects.get(audience_row__audience="staff").root_page
    staff_page, open_page = add(inside, "Rota"), add(home, "Open")
    links = [
        {"text": "", "page": staff_page.pk, "url": ""},
        {"text": "", "page": open_page.pk, "url": ""},
        {"text": "Ring", "page": None, "url": "tel:111"},
    ]
    set_footer("public", *links)
    set_footer("staff", links[0])
    drain()
    ring = {"text": "Ring", "url": "tel:111", "content_id": None, "external": True}
    opened = {"text": "Open", "url": "/open", "content_id": str(open_page.content_id), "external": False}
    rota = {"text": "Rota", "url": "/rota", "content_id": str(staff_page.content_id), "external": False}
    assert navigation_json("public")["footer"] == [{"title": "Help", "links": [opened, ring]}]
    assert navigation_json("staff")["footer"] == [{"title": "Help", "links": [rota]}]


@pytest.mark.dated
def test_site_keeps_alerts_that_are_not_over_with_their_times(home: Any) -> None:
    SiteSettings.objects.filter(site__audience_row__audience="public").update(
        name="Town",
        description="Care",
        contact_email="a@b.example",
        contact_phone="111",
        contact="<p>Or <b>ask</b></p>",
    )
    later = timezone.now().replace(microsecond=0) + timedelta(days=1)
    Alert.objects.create(title="Over", ends_at=START)
    Alert.objects.create(title="Inside", shown_on="staff")
    now = Alert.objects.create(
        title="Storm", level="urgent", text="<p>Stay <i>in</i><script>x</script></p>", starts_at=START
    )
    soon = Alert.objects.create(
        title="Closed", shown_on="both", path_prefix="/news", starts_at=later,
        link=[{"type": "link", "value": {"text": "More", "url": "https://example.org/"}}],
    )  # fmt: skip
    made = site_json("public")
    assert made == {
        "name": "Town",
        "description": "Care",
        "alerts": [
            {
                "id": now.pk, "level": "urgent", "title": "Storm", "html": "Stay <i>in</i>", "path_prefix": "",
                "link": None, "starts_at": "2026-01-05T09:00:00Z", "ends_at": None,
            },
            {
                "id": soon.pk, "level": "information", "title": "Closed", "html": "", "path_prefix": "/news",
                "link": {"text": "More", "url": "https://example.org/", "content_id": None, "external": True},
                "starts_at": later.strftime("%Y-%m-%dT%H:%M:%SZ"), "ends_at": None,
            },
        ],
        "settings": {"contact": {"email": "a@b.example", "phone": "111", "html": "Or <b>ask</b>"}},
        "in_force": [now.pk],
        "links_used": [],
        "media_used": [],
    }  # fmt: skip
    assert [alert["title"] for alert in site_json("staff")["alerts"]] == ["Inside", "Closed"]


def test_what_an_alert_names_is_shown_no_longer_than_the_alert(home: Any) -> None:
    leaflet, plan = upload_file(), upload_file(name="plan.pdf")
    text = '<a linktype="document" id="{}">Get it</a>'
    settings = SiteSettings.objects.get(site__audience_row__audience="public")
    settings.contact = text.format(leaflet.pk)
    settings.save()
    begins, ends = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=2)
    Alert.objects.create(title="Storm", text=text.format(plan.pk), shown_on="public", starts_at=begins, ends_at=ends)
    drain()
    assert Item.objects.get(key="~site:public").media == [
        {"name": published_name(leaflet)},
        {"name": published_name(plan), "shown_from": rfc3339(begins), "shown_until": rfc3339(ends)},
    ]


def test_an_alert_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="end must be after"):
        Alert(title="x", starts_at=START, ends_at=START).clean()


@pytest.mark.parametrize(
    ("path", "taken"), [("", True), ("/", True), ("/a/b-c", True), ("a", False), ("/A", False), ("/a/", False)]
)
def test_path_of_an_alert(path: str, taken: bool) -> None:
    try:
        Alert(title="x", path_prefix=path, level="warning").clean_fields()
    except ValidationError as error:
        assert (taken, list(error.message_dict)) == (False, ["path_prefix"])
    else:
        assert taken


def test_they_are_made_again_when_an_alert_the_settings_or_a_menu_page_change(home: Any) -> None:
    drain()
    assert refresh_global_item("~site", "public") is False
    Alert.objects.create(title="Storm")
    keys = {"~site:public", "~site:staff", "~navigation:public", "~navigation:staff"}
    assert keys <= set(Refresh.objects.values_list("key", flat=True))
    page = add(home, "Services")
    page.save_revision().publish()
    drain()
    assert names("~site", "alerts") == ["Storm"]
    assert names("~navigation", "header") == ["Services"]
    page.show_in_menus = False
    page.save_revision().publish()
    drain()
    assert names("~navigation", "header") == []


def names(document: str, key: str) -> list[str]:
    row = Item.objects.get(audience="public", path=document, slot="current")
    return [part["title"] for part in json.loads(row.body)["value"][key]]
