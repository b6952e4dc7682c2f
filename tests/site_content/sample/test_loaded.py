"""The sample as readers and editors find it once it is loaded."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from jsonschema import Draft202012Validator
from wagtail.models import Page

from site_content.items.models import Item
from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.content_page import TYPES, ContentPage
from site_content.pages.schemas import schema_for
from site_content.sample.page_files import read_pages
from site_content.site.settings import Alert

pytestmark = [pytest.mark.xdist_group("sample"), pytest.mark.usefixtures("sample")]


def items(**filters: Any) -> list[dict[str, Any]]:
    """Every current item with a page, as JSON."""
    rows = Item.objects.filter(slot="current", path__startswith="/", **filters).order_by("audience", "path")
    return [json.loads(row.body) for row in rows]


def values(node: Any, key: str) -> Iterator[Any]:
    """Every value of ``key`` anywhere in JSON."""
    if isinstance(node, dict):
        if key in node:
            yield node[key]
        for value in node.values():
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, key)


def told(audience: str, path: str, *keys: str) -> dict[str, Any]:
    """What readers of a path are told."""
    body = json.loads(Item.objects.get(audience=audience, path=path, slot="current").body)
    return {key: body.get(key) for key in keys}


def test_it_says_what_it_did(sample: str) -> None:
    assert sample.startswith(f"Sample content: {len(read_pages())} pages published in ")
    assert sample.count("\n") == 1


def test_every_type_is_there_for_the_public_and_most_for_staff() -> None:
    counts = Counter((item["audience"], item["type"]) for item in items(state="live"))
    assert {kind for audience, kind in counts if audience == "public"} == set(TYPES)
    assert {kind for audience, kind in counts if audience == "staff"} >= {"home", "section", "standard", "news",
                                                                         "guidance", "topic"}  # fmt: skip
    assert 60 <= sum(counts.values()) <= 100


def test_every_block_is_used_twice_or_more() -> None:
    used = Counter(block["type"] for item in items(state="live") for blocks in _bodies(item) for block in blocks)
    assert {name: used[name] for name in BODY_BLOCKS if used[name] < 2} == {}


def _bodies(item: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    return values(item["details"], "body")


def test_every_item_is_valid() -> None:
    validators = {kind: Draft202012Validator(schema_for(f"{kind.title()}Item")) for kind in TYPES}
    errors = {
        f"{item['audience']}:{item['path']}": error.message
        for item in items(state="live")
        for error in validators[item["type"]].iter_errors(item)
    }
    assert errors == {}


def test_items_agree_with_pages() -> None:
    out = StringIO()
    call_command("publish_items", check=True, stdout=out)
    assert out.getvalue() == "nothing differed\n"


def test_every_link_leads_somewhere() -> None:
    dead = {
        f"{item['audience']}:{item['path']}": link["text"]
        for item in items(state="live")
        for link in [*values(item["details"], "link"), *values(item["details"], "url")]
        if isinstance(link, dict) and link["url"] is None
    }
    assert dead == {}
    paths = set(Item.objects.filter(state="live").values_list("path", flat=True))
    paths |= {path for parts in Item.objects.values_list("part_paths", flat=True) for path in parts}
    written = {
        (item["path"], href.split("#")[0])
        for item in items(state="live")
        for html in values(item["details"], "html")
        for href in html.split('href="')[1:]
        for href in [href.split('"')[0]]
        if href.startswith("/") and not href.startswith("/media/")
    }
    assert len(written) > 40
    assert {link for link in written if link[1] not in paths} == set()


def test_links_between_pages_are_many() -> None:
    related = sum(len(item["links"]["related"]) for item in items(state="live"))
    topics = sum(len(item["links"]["topics"]) for item in items(state="live"))
    assert (related > 50, topics > 60) == (True, True)


def test_pictures_are_described_or_decorative() -> None:
    images = [image for item in items(state="live") for image in _images(item) if image]
    assert len(images) > 80
    assert [image["url"] for image in images if not image["alt"] and not image["decorative"]] == []


def _images(item: dict[str, Any]) -> Iterator[Any]:
    yield item["image"]
    for image in values(item["details"], "image"):
        yield image if isinstance(image, dict) and "alt" in image else None


def test_nothing_of_staff_is_in_what_the_public_reads() -> None:
    staff = [item["title"] for item in items(audience="staff", state="live") if item["title"] not in {"Home"}]
    public = "\n".join(Item.objects.filter(audience="public").values_list("body", flat=True))
    assert [title for title in staff if f'"{title}"' in public] == []
    assert [word for word in ("/staff-", "/working-here", "/staff-media/", "duty manager") if word in public] == []


def test_staff_pages_link_to_public_ones() -> None:
    public = set(Item.objects.filter(audience="public", state="live").values_list("path", flat=True))
    home = told("staff", "/", "details")["details"]
    linked = [href.split('"')[0] for html in values(home, "html") for href in html.split('href="')[1:]]
    assert {"/conditions/norovirus", "/services/minor-injuries-units"} <= public & set(linked)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/staying-well/quit-smoking", {"state": "redirect", "location": "/staying-well/stop-smoking"}),
        (
            "/staying-well/quit-smoking/first-month",
            {"state": "redirect", "location": "/staying-well/stop-smoking/first-month"},
        ),
        ("/services/llanwylan-walk-in", {"state": "gone", "location": None}),
        ("/vaccinations/travel-vaccine-clinic", {"state": "withdrawn", "location": None}),
        ("/staying-well/stop-smoking", {"state": "live", "location": None}),
    ],
)
def test_some_pages_have_ended_or_moved(path: str, answer: dict[str, Any]) -> None:
    assert told("public", path, "state", "location") == answer


def test_a_withdrawn_page_says_why() -> None:
    assert "has closed" in told("public", "/vaccinations/travel-vaccine-clinic", "reason")["reason"]


def test_one_page_waits_for_its_day_and_another_will_end() -> None:
    now = timezone.now()
    waiting = Item.objects.get(slot="scheduled", state="live")
    assert waiting.path == "/news/sore-throat-checks-at-your-pharmacy"
    assert waiting.live_from is not None
    assert now < waiting.live_from < now + timedelta(days=4)
    ending = Item.objects.filter(slot="current", live_until__gt=now).order_by("path").values_list("path", flat=True)
    assert list(ending) == ["/news/have-your-say-on-island-services", "/staff-news/car-park-b-closes-for-works"]


def test_dates_reach_from_this_week_to_last_year() -> None:
    now = timezone.now()
    rows = Item.objects.filter(state="live", slot="current", type__in=("news", "blog", "guidance"))
    published = sorted(value for value in rows.values_list("published_at", flat=True) if value)
    assert now - timedelta(days=7) < published[-1] < now
    assert published[0] < now - timedelta(days=365)
    updated = [value for value in rows.values_list("updated_at", flat=True) if value]
    assert max(updated) < now
    assert len({value.date() for value in updated}) > 25


def test_some_staff_guidance_is_overdue_for_review() -> None:
    today = timezone.localdate()
    due = TYPES["guidance"].objects.descendant_of(Page.objects.get(slug="staff", depth=2))
    overdue = due.filter(next_review__lt=today).values_list("slug", flat=True).order_by("slug")
    assert list(overdue) == ["hand-hygiene", "lone-working"]


def test_a_series_and_shared_authorship() -> None:
    stories = [item for item in items(state="live") if item["type"] == "blog"]
    series = Counter(item["details"]["series"]["label"] for item in stories if item["details"]["series"])
    assert series == {"A day in": 2, "Small changes": 2}
    assert sum(len(item["links"]["authors"]) == 2 for item in stories) == 2


def test_what_is_said_once_for_a_site() -> None:
    site = {a: json.loads(Item.objects.get(path="~site", audience=a).body)["value"] for a in ("public", "staff")}
    menu = {a: json.loads(Item.objects.get(path="~navigation", audience=a).body)["value"] for a in ("public", "staff")}
    assert {a: value["name"] for a, value in site.items()} == {
        "public": "Headland Health",
        "staff": "Headland Health for staff",
    }
    assert [entry["path"] for entry in menu["public"]["header"]] == [
        "/conditions", "/vaccinations", "/staying-well", "/services", "/news", "/blog", "/about",
    ]  # fmt: skip
    assert {a: [column["title"] for column in value["footer"]] for a, value in menu.items()} == {
        "public": ["Get help", "About us", "About this site"],
        "staff": ["Urgent", "Working here", "For the public"],
    }
    prefixes = {alert["path_prefix"] for alert in site["public"]["alerts"]}
    assert prefixes == {"", "/vaccinations"}
    assert {alert.shows() for alert in Alert.objects.all()} == {"now", "later"}


def test_an_editor_can_save_every_page_as_it_is() -> None:
    faults = {}
    for page in ContentPage.objects.specific():
        for field in ("body", "parts", "featured", "authors"):
            stream = getattr(page, field, None)
            if stream:
                try:
                    stream.stream_block.clean(stream)
                except Exception as error:
                    faults[f"{page.url_path} {field}"] = repr(error)
    assert faults == {}


def test_a_second_load_leaves_everything_as_it_is() -> None:
    before = list(Item.objects.order_by("pk").values_list("pk", "seq"))
    out = StringIO()
    call_command("load_sample", stdout=out)
    assert out.getvalue() == "Sample content: not loaded, the site has content already\n"
    with pytest.raises(CommandError, match="these addresses are in use: public:/conditions, "):
        call_command("load_sample", force=True, stdout=out)
    assert list(Item.objects.order_by("pk").values_list("pk", "seq")) == before
