"""What shows a page, an image, a file or a tag is made again when that changes."""

import json
from typing import Any

import pytest
from taggit.models import Tag

from site_content.items.models import Item
from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage
from site_content.publishing.refresh import drain
from tests.site_content.media.uploads import collection, picture, upload_file, upload_image
from tests.site_content.publishing.conftest import Add, edit, fresh, item, link_to, linked, move, unpublish


@pytest.fixture
def pair(home: Any, add: Add) -> Any:
    """A target, and a page that links to it and shows its card."""
    target = add(home, "Target", summary="Before")
    return target, add(home, "Source", body=link_to(target), related=[target])


def shown(source: str) -> Any:
    """Return the source's link, and the title and summary on the target's card."""
    return linked(source), [(card["title"], card["summary"]) for card in item(source)["links"]["related"]]


def test_renamed(pair: Any) -> None:
    target, source = pair
    assert shown(source) == ('<p>See <a href="/target">this</a></p>', [("Target", "Before")])
    edit(target, title="Renamed", slug="renamed", summary="After")
    assert shown(source) == ('<p>See <a href="/renamed">this</a></p>', [("Renamed", "After")])


def test_who_only_names_a_page_is_spared_when_its_summary_changes(home: Any, add: Add) -> None:
    target = add(home, "Target")
    names = add(home, "Names", body=link_to(target))
    shows = add(home, "Shows", related=[target])
    before = [item(page)["version"] for page in (names, shows)]
    edit(target, summary="Another")
    assert [item(page)["version"] - old for page, old in zip((names, shows), before, strict=True)] == [0, 1]


def test_unpublished_and_published_again(pair: Any) -> None:
    target, source = pair
    unpublish(target)
    assert shown(source) == ("<p>See this</p>", [])
    edit(target)
    assert shown(source) == ('<p>See <a href="/target">this</a></p>', [("Target", "Before")])


def test_made_private_and_public_again(pair: Any) -> None:
    target, source = pair
    restriction = target.view_restrictions.create(restriction_type="login")
    assert shown(source) == ("<p>See this</p>", [])
    restriction.delete()
    assert shown(source) == ('<p>See <a href="/target">this</a></p>', [("Target", "Before")])


def test_moved_to_staff_and_back(pair: Any, home: Any, staff_home: Any, add: Add) -> None:
    target, source = pair
    inside = add(staff_home, "Inside", body=link_to(target))
    move(target, staff_home)
    assert (shown(source), linked(inside)) == (("<p>See this</p>", []), '<p>See <a href="/target">this</a></p>')
    move(target, home)
    # What is for staff becomes public only by its editor's word.
    fresh(target).view_restrictions.get().delete()
    assert shown(source) == ('<p>See <a href="/target">this</a></p>', [("Target", "Before")])


def test_deleted(pair: Any) -> None:
    target, source = pair
    fresh(target).delete()
    assert shown(source) == ("<p>See this</p>", [])


def test_a_target_published_later_is_linked_then(home: Any, add: Add) -> None:
    target = add(home, "Target", live=False)
    source = add(home, "Source", body=link_to(target))
    assert linked(source) == "<p>See this</p>"
    edit(target)
    assert linked(source) == '<p>See <a href="/target">this</a></p>'


def test_topic_and_author_renamed(home: Any, add: Add) -> None:
    topic, author = add(home, "Flu", TopicPage), add(home, "Ann", AuthorPage)
    blog = add(home, "Story", BlogPage, topics=[topic], authors=[("author", author)])
    reader = add(home, "Reader", related=[blog])
    edit(topic, title="Influenza", slug="influenza")
    edit(author, title="Ann Lee")
    row = Item.objects.get(key=f"page:{blog.pk}")
    facets = {
        "topic": [{"value": "flu", "label": "Influenza"}],
        "author": [{"value": "ann", "label": "Ann Lee"}],
    }
    assert [form and form["facets"] for form in (row.card, row.entry)] == [facets, facets]
    assert [card["title"] for card in item(blog)["links"]["authors"]] == ["Ann Lee"]
    # A card within a card: the reader shows the story's card, which carries the topic's name.
    assert item(reader)["links"]["related"][0]["facets"] == facets


def test_tag_renamed(home: Any, add: Add) -> None:
    page = add(home, "Tagged")
    page.tags.add("jabs")
    page.save_revision().publish()
    tag = Tag.objects.get(name="jabs")
    tag.name = "Jabs and vaccines"
    tag.save()
    assert item(page)["meta"]["tags"] == [{"slug": "jabs", "label": "Jabs and vaccines"}]
    card = Item.objects.get(key=f"page:{page.pk}").card
    assert card is not None
    assert card["facets"]["tag"] == [{"value": "jabs", "label": "Jabs and vaccines"}]


@pytest.fixture
def section(home: Any, add: Add) -> Any:
    """A section with three pages in it."""
    parent = add(home, "Section", SectionPage)
    return parent, [add(parent, title) for title in ("One", "Two", "Three")]


def children(page: Any) -> Any:
    return [card["title"] for card in item(page)["links"]["children"]]


def test_a_section_follows_its_children(section: Any, home: Any, add: Add) -> None:
    parent, (one, two, three) = section
    assert children(parent) == ["One", "Two", "Three"]
    move(three, one, pos="left")
    assert children(parent) == ["Three", "One", "Two"]
    unpublish(one)
    assert children(parent) == ["Three", "Two"]
    fresh(three).delete()
    assert children(parent) == ["Two"]
    edit(two, title="Second")
    add(parent, "Four")
    assert children(parent) == ["Second", "Four"]
    move(two, home)
    assert children(parent) == ["Four"]


def test_reordering_leaves_the_pages_themselves_alone(section: Any) -> None:
    _, pages = section
    before = [item(page)["version"] for page in pages]
    move(pages[0], pages[2], pos="right")
    assert [item(page)["version"] for page in pages] == before


def test_breadcrumbs_follow_every_ancestor(section: Any, add: Add) -> None:
    parent, (one, *_) = section
    leaf = add(one, "Leaf")
    edit(parent, title="Renamed", slug="renamed")
    trail = [{"title": "Home", "path": "/"}, {"title": "Renamed", "path": "/renamed"}]
    assert item(leaf)["breadcrumbs"] == [*trail, {"title": "One", "path": "/renamed/one"}]
    unpublish(one)
    assert item(leaf)["breadcrumbs"] == trail


def test_the_menu_follows_what_is_in_it(home: Any, add: Add) -> None:
    def header() -> Any:
        drain()
        row = Item.objects.get(audience="public", path="~navigation")
        return [(entry["title"], entry["path"]) for entry in json.loads(row.body)["value"]["header"]]

    first = add(home, "First", show_in_menus=True)
    second = add(home, "Second", show_in_menus=True)
    assert header() == [("First", "/first"), ("Second", "/second")]
    edit(first, title="Renamed", slug="renamed")
    move(second, first, pos="left")
    assert header() == [("Second", "/second"), ("Renamed", "/renamed")]
    second.view_restrictions.create(restriction_type="login")
    assert header() == [("Renamed", "/renamed")]
    edit(first, show_in_menus=False)
    assert header() == []


def test_image_replaced_described_and_moved_to_staff(home: Any, staff_home: Any, add: Add) -> None:
    image = upload_image(description="A nurse")
    page = add(home, "Pictured", lead_image=image)
    reader = add(home, "Reader", related=[page])
    inside = add(staff_home, "Inside", lead_image=image)
    first = item(page)["image"]
    image.file, image.description = picture("blue"), "A doctor"
    image.save()
    second = item(page)["image"]
    assert (first["alt"], second["alt"]) == ("A nurse", "A doctor")
    assert first["url"] != second["url"]
    assert item(reader)["links"]["related"][0]["image"] == second
    image.collection = collection(staff=True)
    image.save()
    drain()
    assert (item(page)["image"], item(reader)["links"]["related"][0]["image"]) == (None, None)
    assert item(inside)["image"]["url"].startswith("/staff-media/images/")
    image.collection = collection(staff=False)
    image.save()
    assert item(page)["image"]["url"] == second["url"]


def test_image_deleted(home: Any, add: Add) -> None:
    image = upload_image()
    page = add(home, "Pictured", lead_image=image, body=[("image", {"image": block_image(image), "caption": "c"})])
    assert item(page)["image"] is not None
    assert len(item(page)["details"]["body"]) == 1
    image.delete()
    assert item(page)["image"] is None
    assert item(page)["details"]["body"] == []


def block_image(image: Any) -> Any:
    image.decorative, image.contextual_alt_text = False, "Alt"
    return image


def file_body(file: Any) -> Any:
    return [("file", {"file": file, "title": "", "pages": None})]


def test_file_replaced_renamed_moved_to_staff_and_deleted(home: Any, add: Add) -> None:
    file = upload_file()
    page = add(home, "Downloads", body=file_body(file))

    def value() -> Any:
        found = item(page)["details"]["body"]
        return found[0]["value"] if found else None

    def names() -> Any:
        media = Item.objects.get(key=f"page:{page.pk}", slot="current").media
        return [f"/media/{medium['name']}" for medium in media]

    first = value()
    assert (first["title"], first["pages"], names()) == ("Leaflet", 2, [first["url"]])
    fresh_file = upload_file(data=b"%PDF-1.4\n1 0 obj << /Type /Pages /Count 7 >> endobj\n")
    file.file, file.title = fresh_file.file.file, "New leaflet"
    file.file._committed = False
    file.save()
    second = value()
    assert (second["title"], second["pages"]) == ("New leaflet", 7)
    assert second["url"] != first["url"]
    assert names() == [second["url"]]
    file.collection = collection(staff=True)
    file.save()
    drain()
    assert (value(), names()) == (None, [])
    file.collection = collection(staff=False)
    file.save()
    assert (value()["url"], names()) == (second["url"], [second["url"]])
    file.delete()
    drain()
    assert (value(), names()) == (None, [])
