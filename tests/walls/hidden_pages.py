"""Hidden pages: drafts, pages for staff, private, scheduled and ended ones, beside public ones."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group

from site_content.pages.content_page import TYPES
from site_content.pages.types import (
    AuthorPage,
    BlogPage,
    GuidancePage,
    HomePage,
    NewsPage,
    SectionPage,
    StandardPage,
    TopicPage,
)
from site_content.publishing.refresh import drain
from tests.walls.hidden_content import FAR, add_hidden, hidden, new_version, some_public
from tests.walls.stage import Stage


@hidden
def staff_pages_of_every_type(stage: Stage) -> None:
    """Publish for staff."""
    for name, kind in TYPES.items():
        if name != "home":
            add_hidden(stage, f"staff {name}", "staff home", kind)


@hidden
def staff_twins_of_public_pages(stage: Stage) -> None:
    """Publish for staff at the paths and under the names of public pages."""
    section = add_hidden(stage, "staff topics", "staff home", SectionPage, title="Topics", slug="topics")
    assert section.live
    add_hidden(stage, "staff flu", "staff topics", TopicPage, title="Flu", slug="flu")
    add_hidden(stage, "staff ann", "staff home", AuthorPage, title="Ann Clarke", slug="ann-clarke")
    add_hidden(stage, "staff about", "staff home", StandardPage, title="About us", slug="about")


@hidden
def drafts_of_every_type(stage: Stage) -> None:
    """Write drafts beside, above and below public pages."""
    for name, kind in TYPES.items():
        if name != "home":
            add_hidden(stage, f"draft {name}", "home", kind, live=False, pos="first")
    add_hidden(stage, "draft below", "about" if "about" in stage.public else "home", StandardPage, live=False)


@hidden
def home_pages(stage: Stage) -> None:
    """Write on the staff's home page, and a draft of the public one."""
    for name in ("staff home", "home"):
        values = stage.canaries.fields_of(HomePage, f"{name} (HomePage)")
        del values["slug"]
        stage.edit(name, publish=name == "staff home", **values)


@hidden
def drafts_of_live_pages(stage: Stage) -> None:
    """Change public pages without publishing that."""
    for number in range(3):
        stage.edit(some_public(stage), publish=False, **new_version(stage, f"draft of a live page {number}"))


@hidden
def pages_scheduled(stage: Stage) -> None:
    """Schedule new pages of several types, with public topics."""
    topics = stage.targets("topic flu")
    for kind in (NewsPage, BlogPage, GuidancePage, TopicPage, AuthorPage, SectionPage):
        name, parent = f"scheduled {kind.item_type}", "news" if kind is NewsPage else "home"
        add_hidden(stage, name, parent, kind, live=False, topics=topics, pos="first")
        stage.schedule(name, FAR)


@hidden
def versions_scheduled(stage: Stage) -> None:
    """Schedule new versions of live pages, one under a new address."""
    for number in range(3):
        slug = {"slug": stage.canaries.new("slug of a scheduled version")} if number == 1 else {}
        name = some_public(stage)
        if name != "home":
            stage.schedule(name, FAR, **new_version(stage, f"scheduled version {number}"), **slug)


@hidden
def version_scheduled_before_an_edit(stage: Stage) -> None:
    """Schedule a new version of a page that is edited again before its day."""
    if "news-1" in stage.public:
        stage.schedule("news-1", FAR, **new_version(stage, "version before an edit"))


@hidden
def schedules_cancelled(stage: Stage) -> None:
    """Schedule, then think better of it."""
    name = some_public(stage)
    stage.schedule(name, FAR, **new_version(stage, "cancelled version"))
    stage.cancel(name)
    add_hidden(stage, "cancelled", "home", NewsPage, live=False)
    stage.schedule("cancelled", timedelta(hours=1))
    stage.cancel("cancelled")


@hidden
def schedules_changed(stage: Stage) -> None:
    """Schedule for another day, and again, with other words."""
    add_hidden(stage, "rescheduled", "home", StandardPage, live=False)
    for days in (50, 60, 45):
        stage.schedule("rescheduled", timedelta(days=days), **new_version(stage, f"rescheduled {days}"))


@hidden
def private_sections(stage: Stage) -> None:
    """Publish below sections that are closed in each way there is, before they were ever open."""
    group = Group.objects.create(name=stage.canaries.new("group"))
    for kind in ("login", "password", "groups"):
        section = add_hidden(stage, f"private {kind}", "home", SectionPage, live=False)
        password = stage.canaries.new("password") if kind == "password" else ""
        restriction = section.view_restrictions.create(restriction_type=kind, password=password)
        if kind == "groups":
            restriction.groups.add(group)
        stage.edit(f"private {kind}")
        for below in (NewsPage, TopicPage):
            add_hidden(stage, f"below {kind} {below.item_type}", f"private {kind}", below)


@hidden
def pages_ended_unseen(stage: Stage) -> None:
    """Unpublish, redirect and delete what no reader saw, with a reason for staff."""
    add_hidden(stage, "ended scheduled", "home", NewsPage, live=False)
    stage.schedule("ended scheduled", FAR)
    add_hidden(stage, "ended staff", "staff home", NewsPage)
    for name in ("ended scheduled", "ended staff"):
        page = stage.page(name)
        page.end_state, page.end_reason = "withdrawn", stage.canaries.new(f"reason of {name}")
        page.unpublish()
        drain()
    add_hidden(stage, "deleted", "staff home", NewsPage)
    stage.page("deleted").delete()
    drain()


@hidden
def copies_and_aliases(stage: Stage) -> None:
    """Copy a public page as a draft, and show it to staff as an alias."""
    name = some_public(stage)
    if name == "home":
        return
    page = stage.page(name)
    words = {"title": stage.canaries.new("copy title"), "slug": stage.canaries.new("copy slug")}
    page.copy(to=stage.page("home"), update_attrs=words, keep_live=False, copy_revisions=False)
    stage.settle()
    if not page.get_children().exists():
        page.create_alias(parent=stage.page("staff home"), update_slug=stage.canaries.new("alias slug"))
    stage.settle()


@hidden
def hidden_pages_edited_and_moved(stage: Stage) -> None:
    """Go on working on what is hidden."""
    for name in ("hidden staff", "hidden private", "hidden topic"):
        stage.edit(name, title=f"{stage.canaries.new(f'{name} again')} flu")
    stage.page("hidden staff").move(stage.page("staff home"), pos="first-child")
    stage.page("hidden draft").move(stage.page("home"), pos="first-child")
    stage.settle()
