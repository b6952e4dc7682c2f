"""A canary: a word planted in every place where only staff may see it appears in nothing that the public may read."""

import json
from typing import Any

from wagtail.models import Page

from site_content.items.models import Item, Refresh
from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage
from site_content.publishing.log import changes_after
from site_content.publishing.refresh import drain
from site_content.site.settings import Alert, SiteSettings
from tests.site_content.media.uploads import upload_file, upload_image
from tests.site_content.publishing.conftest import Add, fresh, home_of, item, move

CANARY = "xylophone"


def secret_fields() -> dict[str, object]:
    """Return the canary in every field that each page type has."""
    return {
        "summary": CANARY, "search_keywords": CANARY, "change_note": CANARY, "seo_title": CANARY,
        "search_description": CANARY, "lead_image_alt": CANARY,
    }  # fmt: skip


def raw_links(page: Any, file: Any, image: Any) -> list[dict[str, Any]]:
    """Return every block that can point at a page, a file or an image, pointing at these."""
    to_page = {"text": "", "page": page.pk, "file": None, "url": ""}
    to_file = {"text": "", "page": None, "file": file.pk, "url": ""}
    shown = {"image": image.pk, "decorative": False, "alt_text": ""}
    anchors = f'<a linktype="page" id="{page.pk}">p</a> <a linktype="document" id="{file.pk}">f</a>'
    html = f'<p>Words {anchors}</p><embed embedtype="image" id="{image.pk}" alt="" format="left"/>'
    return [
        {"type": "rich_text", "value": html},
        {"type": "quote", "value": {"html": html, "attribution": "", "role": ""}},
        {"type": "inset", "value": {"html": html}},
        {"type": "callout", "value": {"level": "information", "heading": "h", "html": html}},
        {"type": "expander", "value": {"title": "t", "html": html}},
        {"type": "do_dont", "value": {"do": {"heading": "", "items": [html]}, "dont": {"heading": "", "items": []}}},
        {"type": "steps", "value": {"title": "", "steps": [{"heading": "h", "html": html}]}},
        {"type": "table", "value": {"caption": "", "rows": [[html, anchors]]}},
        {"type": "image", "value": {"image": shown, "caption": ""}},
        {"type": "gallery", "value": {"title": "", "images": [{"image": shown, "caption": ""}]}},
        {"type": "file", "value": {"file": file.pk, "title": "", "pages": None}},
        {"type": "call_to_action", "value": {"link": to_page}},
        {"type": "call_to_action", "value": {"link": to_file}},
        {"type": "call_to_action", "value": {"link": {**to_page, "text": "words"}}},
        {"type": "contact", "value": {"name": "Us", "html": html, "link": to_file}},
        {"type": "cards", "value": {"title": "", "cards": [
            {"title": "", "summary": "", "link": to_page, "image": shown},
            {"title": "words", "summary": "", "link": to_file, "image": shown},
        ]}},
    ]  # fmt: skip


KINDS = ("staff", "draft", "private", "under-private", "unpublished", "unapproved", "moved-to-staff", "deleted")


def hidden_page(kind: str, home: Any, staff_home: Any, add: Add) -> Any:
    """Return a topic page that the public may not read (or will not, see ``take_away``), the canary all over it."""
    word = f"{CANARY}-{kind}"
    fields = {**secret_fields(), "body": [("rich_text", f"<p>{CANARY}</p>")], "slug": word}
    if kind == "moved-to-staff":
        # Its old address was public: that alone may be known, the rest was written since.
        page = move(add(home, "Once open", TopicPage, slug="once-open"), staff_home)
        for name, value in {**fields, "title": word}.items():
            setattr(page, name, value)
        page.save_revision().publish()
        return fresh(page)
    parent = {"staff": staff_home, "under-private": add(home, "Section", SectionPage)}.get(kind, home)
    page = add(parent, word, TopicPage, live=kind in {"staff", "unpublished", "deleted"}, **fields)
    if kind.endswith("private"):
        (page if kind == "private" else parent).view_restrictions.create(restriction_type="login")
        page.save_revision().publish()
    if kind == "unapproved":
        # Its time has come, but nobody approved it: the moment alone publishes nothing.
        Page.objects.filter(pk=page.pk).update(go_live_at="2020-01-01T00:00:00Z")
    return fresh(page)


def take_away(hidden: Any, inside: Any) -> None:
    """Take pages away after the public pages that point at them were made."""
    page = fresh(hidden["unpublished"])
    page.end_state, page.end_redirect_page = "redirect", inside
    page.unpublish()
    fresh(hidden["deleted"]).delete()
    drain()


def test_nothing_the_public_reads_names_it(home: Any, staff_home: Any, add: Add) -> None:
    hidden = {kind: hidden_page(kind, home, staff_home, add) for kind in KINDS}
    file = upload_file(CANARY, staff=True, name=f"{CANARY}.pdf")
    image = upload_image(CANARY, staff=True, name=f"{CANARY}.png", description=CANARY, credit=CANARY)
    author = add(staff_home, CANARY, AuthorPage, slug=f"{CANARY}-author", role=CANARY, lead_image=image)
    inside = add(
        staff_home, CANARY, GuidancePage, slug=f"{CANARY}-inside", topics=[hidden["staff"]], owning_team=CANARY,
        intro=f"<p>{CANARY}</p>", parts=[("part", {"title": CANARY, "slug": CANARY, "body": []})], **secret_fields(),
    )  # fmt: skip
    inside.tags.add(CANARY)
    inside.save_revision().publish()
    targets = [*hidden.values(), inside]
    body = [block for target in targets for block in raw_links(target, file, image)]
    texts = "".join(block["value"] for block in body if block["type"] == "rich_text")
    points = {"topics": list(hidden.values()), "related": [*targets, author], "lead_image": image}
    points["social_image"] = image
    pages = [
        add(home, "Story", BlogPage, body=json.dumps(body), authors=[("author", author)], **points),
        add(home, "Advice", GuidancePage, intro=texts, parts=json.dumps(
            [{"type": "part", "value": {"title": "Part", "slug": "part", "body": body}}]
        ), **points),
    ]  # fmt: skip
    front = home_of("public")
    front.featured = [("page", target) for target in targets]
    front.hero = texts
    front.save_revision().publish()
    # A draft of a public page is not public.
    draft = fresh(pages[0])
    draft.title = draft.summary = CANARY
    draft.body = [("rich_text", f"<p>{CANARY}</p>")]
    draft.save_revision()
    plant_in_site_words(targets, file)
    moved = move(add(home, "Redirected", slug="redirected"), staff_home)
    moved.slug = f"{CANARY}-moved"
    moved.save_revision().publish()
    ended = fresh(add(home, "Ended"))
    ended.end_state, ended.end_redirect_page = "redirect", inside
    ended.unpublish()
    take_away(hidden, inside)

    for row in Item.objects.filter(audience="public"):
        assert CANARY not in without_known_path(row), (row.path, row.body)
    for change in changes_after(0, 10_000, ["public"]):
        assert change.path in KNOWN or CANARY not in repr(change)
    named = [row.media for row in Item.objects.exclude(audience="staff")]
    assert (CANARY in repr(named), CANARY in repr([row.media for row in Item.objects.all()])) == (False, True)
    # The canary is there to be seen where it may be, and what points at it was published: the test looks at the
    # right things.
    staff = {row.path for row in Item.objects.filter(audience="staff", state="live") if CANARY in row.body}
    assert {f"/{CANARY}-staff", f"/{CANARY}-inside", f"/{CANARY}-author"} <= staff
    types = [block["type"] for block in item(pages[0])["details"]["body"]]
    assert types.count("rich_text") == len(targets)
    assert types.count("table") == len(targets)
    assert Refresh.objects.exclude(error="").count() == 0


# The address of a page that was public stays known, to answer that it has gone.
KNOWN = {f"/{CANARY}-unpublished", f"/{CANARY}-deleted"}


def without_known_path(row: Any) -> str:
    """Return all that a public row says; the address of an item that is known to have gone is left out."""
    texts = [row.path, row.body, json.dumps([row.card, row.entry, row.part_paths])]
    text = " ".join([*texts, *(link.target for link in row.item_links.all())])
    return text.replace(row.path, "") if row.path in KNOWN and row.state == "gone" else text


def plant_in_site_words(targets: Any, file: Any) -> None:
    """Put the canary into the staff site's settings and alerts, and links to it into the public ones."""
    staff = SiteSettings.objects.get(site__audience_row__audience="staff")
    staff.name = staff.description = staff.contact_phone = CANARY
    staff.save()
    Alert.objects.create(title=CANARY, text=f"<p>{CANARY}</p>", shown_on="staff")
    public = SiteSettings.objects.get(site__audience_row__audience="public")
    html = " ".join(f'<a linktype="page" id="{target.pk}">p</a>' for target in targets)
    html += f' <a linktype="document" id="{file.pk}">f</a>'
    public.contact = f"<p>{html}</p>"
    links = [{"text": "", "page": target.pk, "file": None, "url": ""} for target in targets]
    links.append({"text": "", "page": None, "file": file.pk, "url": ""})
    public.footer = json.dumps([{"type": "column", "value": {"title": "t", "links": links}}])
    public.save()
    for link in links:
        one = json.dumps([{"type": "link", "value": link}])
        Alert.objects.create(title="Storm", text=f"<p>{html}</p>", link=one, shown_on="public")
    Page.objects.filter(pk__in=[target.pk for target in targets]).update(show_in_menus=True)


def test_every_block_that_can_point_is_in_the_test(db: None) -> None:
    """A new block with a chooser or rich text must be planted here too."""
    plain = {"heading", "code", "video"}
    planted = {block["type"] for block in raw_links(Page(pk=1), upload_file(), upload_image())}
    assert planted | plain == set(BODY_BLOCKS)
