"""Public content: what the editors of both worlds do, act by act, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from site_content.pages.types import NewsPage, StandardPage
from site_content.search_settings.answer_models import SearchAnswer
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord
from site_content.site.settings import Alert, SiteSettings
from tests.walls.public_pages import guidance, sections, stories
from tests.walls.public_pointers import POINTED_AT, pointers
from tests.walls.public_words import fields, words
from tests.walls.stage import Stage, body


def public_acts(stage: Stage) -> Iterator[None]:
    """Do one public act after another; between two of them, hidden ones may come."""
    yield from sections(stage)
    yield from stories(stage)
    yield from pointers(stage)
    if stage.is_small:
        stage.edit("news-1", change_note="Corrected")
        yield
        return
    yield from guidance(stage)
    yield from site_words(stage)
    yield from changes(stage)


def site_words(stage: Stage) -> Iterator[None]:
    """Set what a site says of itself: settings, alerts, search settings."""
    site = SiteSettings.objects.get(site__audience_row__audience="public")
    site.name, site.description, site.contact_phone = "Headland Health", words(stage, 6), "0300 123"
    targets = [stage.pages["about"], *map(stage.key_of, POINTED_AT)]
    links = [{"text": "", "page": target, "file": None, "url": ""} for target in targets]
    site.footer = body("footer", ("column", {"title": "About", "links": links}))
    site.save()
    yield
    for number, (begins, ends) in enumerate(((None, None), (-2, 400), (-300, -2))):
        alert = Alert(pk=10_000 * (number + 1), title=f"Alert {number}", text=f"<p>{words(stage, 5)}</p>")
        alert.starts_at = None if begins is None else stage.now + timedelta(hours=begins)
        alert.ends_at = None if ends is None else stage.now + timedelta(hours=ends)
        alert.save()
        yield
    SynonymRule.objects.create(phrases="jab, vaccination", shown_on="public")
    UnspokenWord.objects.create(word="dentist")
    HiddenResult.objects.create(query="clinic", page=stage.page("news-0"))
    for kind, page in (("page", stage.page("guide-0")), ("hours", None)):
        SearchAnswer.objects.create(queries="clinic\nflu", kind=kind, title="Flu clinic", text="Mondays", page=page)
    query, _ = Query.objects.get_or_create(query_string="winter")
    for order, name in enumerate(("guide-0", *POINTED_AT)):
        if name in stage.pages:
            SearchPromotion.objects.create(query=query, page=stage.page(name), sort_order=order)
    yield


def changes(stage: Stage) -> Iterator[None]:
    """Change, rename, move, schedule, end and delete what is public."""
    for name in stage.rng.sample(stage.public, 4):
        stage.edit(name, summary=words(stage, 8), change_note="Corrected")
        yield
    stage.edit("news-1", slug="renamed", title=f"Renamed {words(stage, 2)}")
    yield
    stage.edit("about", slug="about-us")
    yield
    stage.page("about-0").move(stage.page("guidance"), pos="first-child")
    yield
    stage.page("guide-1").move(stage.page("guide-0"), pos="left")
    yield
    # Ten minutes pass until the next act: the worker publishes it at its second, in both worlds.
    stage.add("soon", "news", NewsPage, **fields(stage, "soon"), live=False, to_public=False)
    stage.schedule("soon", timedelta(minutes=10))
    stage.hidden.remove("soon")
    yield
    stage.public.append("soon")
    stage.edit("news-2", expire_at=stage.now + timedelta(days=3))
    yield
    stage.edit("news-3", expire_at=stage.now + timedelta(minutes=10))
    yield
    for name, ending in (("news-4", {"end_state": "withdrawn", "end_reason": "It was wrong."}), ("news-5", {})):
        page = stage.page(name)
        for key, value in ending.items():
            setattr(page, key, value)
        page.unpublish()
        yield
    stage.page("news-6").delete()
    for name in ("news-3", "news-4", "news-5", "news-6"):
        stage.public.remove(name)
    yield
    # Moved to the staff site, made private, deleted: readers are told the same.
    for name in ("about-1", "blog-1"):
        stage.public.remove(name)
        if not stage.is_beside:
            stage.page(name).delete()
        elif name == "about-1":
            stage.page(name).move(stage.page("staff home"), pos="last-child")
        else:
            stage.page(name).view_restrictions.create(restriction_type="login")
        stage.settle()
        yield
    stage.add("last", "home", StandardPage, **fields(stage, "last", "The last word"))
    yield
