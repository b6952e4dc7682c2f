"""Each content type's item: its details and links, whole; the envelope once."""

from datetime import UTC, date, datetime
from typing import Any

from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.home import HomePage
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.pages.types.topic import TopicPage
from tests.site_content.pages.types.conftest import Make, Published, card, text_block, text_json

NO_LINKS: dict[str, list[object]] = {"topics": [], "children": [], "related": []}


def test_standard_and_the_whole_envelope(home: Any, make: Make, published: Published) -> None:
    page = make(home, StandardPage, "About us", slug="About-Us", summary="Who we are", body=[text_block("Hello")])
    assert published(page) == {
        "content_id": str(page.content_id),
        "type": "standard",
        "audience": "public",
        "path": "/about-us",
        "locale": "en",
        "state": "live",
        "title": "About us",
        "summary": "Who we are",
        "image": None,
        "published_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-01-05T09:00:00Z",
        "version": 1,
        "schema_version": 1,
        "breadcrumbs": [{"title": "Home", "path": "/"}],
        "details": {"body": [text_json("Hello")]},
        "links": NO_LINKS,
        "meta": {
            "seo_title": "",
            "description": "Who we are",
            "social_image": None,
            "change_note": "",
            "tags": [],
            "noindex": False,
        },
    }


def test_news_shows_the_editors_date(home: Any, make: Make, published: Published) -> None:
    shown = datetime(2025, 12, 1, 8, 30, tzinfo=UTC)
    item = published(make(home, NewsPage, "Flu season", display_date=shown, body=[text_block("Begins")]))
    assert (item["published_at"], item["details"]) == ("2025-12-01T08:30:00Z", {"body": [text_json("Begins")]})


def test_blog_names_its_authors_in_order_once_and_its_series(home: Any, make: Make, published: Published) -> None:
    ann, bob = (make(home, AuthorPage, name) for name in ("Ann", "Bob"))
    authors = [{"type": "author", "value": key} for key in (bob.pk, ann.pk, bob.pk)]
    story = make(home, BlogPage, "A day", authors=authors, series=" Life  on the ward ", body=[text_block("Dear")])
    lonely = make(home, BlogPage, "Alone")
    item = published(story)
    assert item["details"] == {
        "body": [text_json("Dear")],
        "series": {"slug": "life-on-the-ward", "label": "Life on the ward"},
    }
    assert item["links"] == {**NO_LINKS, "authors": [card(published(bob)), card(published(ann))]}
    assert published(lonely)["details"] == {"body": [], "series": None}


def test_author(home: Any, make: Make, published: Published) -> None:
    page = make(home, AuthorPage, "Ann", role="Nurse", organisation="Leeds", body=[text_block("Since 1990")])
    assert published(page)["details"] == {"role": "Nurse", "organisation": "Leeds", "body": [text_json("Since 1990")]}


def test_topics_are_linked_and_become_facets(home: Any, make: Make, published: Published) -> None:
    flu = make(home, TopicPage, "Flu", body=[text_block("All about it")])
    news = make(home, NewsPage, "Flu season", topics=[flu])
    assert published(flu)["details"] == {"body": [text_json("All about it")]}
    assert published(news)["links"] == {**NO_LINKS, "topics": [card(published(flu))]}


def test_home_features_pages_in_the_order_chosen(home: Any, make: Make, published: Published) -> None:
    one, two = (make(home, StandardPage, title) for title in ("One", "Two"))
    home.hero_title, home.hero = "Better health", f'<p>Find <a linktype="page" id="{two.pk}">two</a></p>'
    home.featured = [{"type": "page", "value": key} for key in (two.pk, one.pk, two.pk)]
    home.body = [text_block("Hello")]
    home.save()
    item = published(home)
    assert item["details"] == {
        "hero_title": "Better health",
        "hero_html": '<p>Find <a href="/two">two</a></p>',
        "body": [text_json("Hello")],
    }
    assert item["links"] == {**NO_LINKS, "featured": [card(published(two)), card(published(one))]}


def test_a_section_shows_its_children_or_lists_a_type(home: Any, make: Make, published: Published) -> None:
    section = make(home, SectionPage, "Services", body=[text_block("Choose")])
    first, second = (make(section, StandardPage, title) for title in ("First", "Second"))
    news = make(home, SectionPage, "News", listing_type="news")
    make(news, NewsPage, "Flu season")
    item = published(section)
    assert item["details"] == {"body": [text_json("Choose")], "listing": None}
    assert item["links"] == {**NO_LINKS, "children": [card(published(first)), card(published(second))]}
    listing = published(news)
    assert listing["details"] == {"body": [], "listing": {"type": "news", "path_prefix": "/news"}}
    assert listing["links"] == NO_LINKS


def heading(text: str, number: int) -> dict[str, object]:
    return {"type": "heading", "id": f"00000000-0000-4000-8000-{number:012d}", "value": {"text": text, "level": "2"}}


def test_guidance_parts_have_paths_contents_and_neighbours(home: Any, make: Make, published: Published) -> None:
    parts = [
        {"type": "part", "value": {"title": "Symptoms", "slug": "", "body": [heading("Signs", 1), text_block("a", 2)]}},
        {"type": "part", "value": {"title": "Treatment", "slug": "treat", "body": [heading("Signs", 3)]}},
        {"type": "part", "value": {"title": "Treat", "slug": "", "body": []}},
    ]
    page = make(
        home, GuidancePage, "Flu", intro="<p>What to do</p>", who_for="Adults", owning_team="Vaccines",
        last_reviewed=date(2026, 1, 1), next_review=date(2027, 1, 1), parts=parts,
    )  # fmt: skip
    first, second, third = (
        {"title": "Symptoms", "path": "/flu"},
        {"title": "Treatment", "path": "/flu/treat"},
        {"title": "Treat", "path": "/flu/treat-2"},
    )

    def anchored(anchor: str) -> dict[str, object]:
        return {"text": "Signs", "level": 2, "anchor": anchor}

    assert published(page)["details"] == {
        "intro_html": "<p>What to do</p>",
        "who_for": "Adults",
        "last_reviewed": "2026-01-01",
        "next_review": "2027-01-01",
        "owner": "Vaccines",
        "parts": [
            {
                **first, "slug": "symptoms", "contents": [anchored("signs")], "previous": None, "next": second,
                "body": [{**heading("Signs", 1), "value": anchored("signs")}, text_json("a", 2)],
            },
            {
                **second, "slug": "treat", "contents": [anchored("signs-2")], "previous": first, "next": third,
                "body": [{**heading("Signs", 3), "value": anchored("signs-2")}],
            },
            {**third, "slug": "treat-2", "contents": [], "previous": second, "next": None, "body": []},
        ],
    }  # fmt: skip


def test_staff_pages_are_not_indexed_by_search_engines(staff_home: Any, make: Make, published: Published) -> None:
    item = published(make(staff_home, StandardPage, "Rota"))
    assert (item["audience"], item["path"], item["meta"]["noindex"]) == ("staff", "/rota", True)


def test_the_homes_of_both_sites_are_published_first(home: Any, staff_home: Any, published: Published) -> None:
    assert [(published(page)["audience"], published(page)["path"]) for page in (home, staff_home)] == [
        ("public", "/"),
        ("staff", "/"),
    ]
    assert isinstance(home, HomePage)
