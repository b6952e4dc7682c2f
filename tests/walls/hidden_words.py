"""Hidden words beside pages: alerts, settings, search settings, media, comments and questions."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Comment, CommentReply

from site_content.intranet.models import Bookmark, Question, SavedSearch
from site_content.search_settings.answer_models import SearchAnswer
from site_content.search_settings.models import HiddenResult, SynonymRule
from site_content.site.settings import Alert, SiteSettings
from tests.walls.hidden_content import FAR, hidden, media_words, some_public
from tests.walls.stage import Stage


@hidden
def alerts(stage: Stage) -> None:
    """Plan alerts for everybody, and put up some for staff."""
    target = {"text": stage.canaries.new("alert link"), "page": stage.pages["hidden staff"], "url": ""}
    link = json.dumps([{"type": "link", "value": target}])
    for how in (
        {"starts_at": stage.now + FAR},
        {"shown_on": "staff"},
        {"starts_at": stage.now + FAR, "shown_on": "both"},
    ):
        words = {name: stage.canaries.new(f"alert {how} {name}") for name in ("title", "text")}
        Alert.objects.create(**words, link=link, path_prefix="/" + stage.canaries.new("alert path"), **how)
        stage.settle()


@hidden
def staff_site_words(stage: Stage) -> None:
    """Set what the staff site says of itself."""
    site = SiteSettings.objects.get(site__audience_row__audience="staff")
    for name, value in stage.canaries.fields_of(SiteSettings, "staff settings").items():
        setattr(site, name, value)
    site.save()
    stage.settle()


@hidden
def staff_search_settings(stage: Stage) -> None:
    """Steer the staff's search, and promote and hide hidden pages for words that the public asks too."""
    word = stage.canaries.new
    SynonymRule.objects.create(phrases=f"flu, {word('synonym')}", shown_on="staff")
    SynonymRule.objects.create(kind="one-way", phrases="clinic", also=word("synonym, one way"), shown_on="staff")
    names = ("hidden staff", "hidden draft", "hidden scheduled", "hidden private")
    for order, name in enumerate(names):
        query, _ = Query.objects.get_or_create(query_string=word("promoted query") if order % 2 else "clinic")
        SearchPromotion.objects.create(
            query=query, page=stage.page(name), sort_order=order, description=word("promotion")
        )
        HiddenResult.objects.create(query="flu" if order % 2 else word("hidden query"), page=stage.page(name))
    stage.settle()


@hidden
def answers(stage: Stage) -> None:
    """Answer staff above their results, and everybody with hidden pages, for searches that the public makes too."""
    word = stage.canaries.new

    def plant(**fields: Any) -> None:
        texts = {name: word(f"answer {name}") for name in ("title", "text", "phones")}
        SearchAnswer.objects.create(queries=f"flu\nclinic\n{word('answer query')}", **texts, **fields)

    plant(kind="emergency", shown_on="staff")
    for name in ("hidden staff", "hidden draft", "hidden scheduled", "hidden private"):
        plant(kind="contact", page=stage.page(name))
    stage.settle()


@hidden
def comments_and_questions(stage: Stage) -> None:
    """Talk about public pages where only staff hear it."""
    word = stage.canaries.new
    user = get_user_model().objects.create_user(word("user name"), f"{word('email')}@example.org", "x")
    user.first_name, user.last_name = word("first name"), word("last name")
    user.save()
    page = stage.page(some_public(stage))
    comment = Comment.objects.create(page=page, user=user, text=word("comment"), contentpath="title")
    CommentReply.objects.create(comment=comment, user=user, text=word("reply"))
    Question.objects.create(page=page, asked_by=user, owner=user, text=word("question"))
    SavedSearch.objects.create(user=user, name=word("saved search"), query=f"q={word('saved query')}")
    Bookmark.objects.create(user=user, content_id=page.content_id)


@hidden
def staff_media(stage: Stage) -> None:
    """Upload pictures and files for staff, and some in no page at all."""
    name = f"picture {len(stage.media)}"
    stage.picture(name, staff=True, **media_words(stage, name))
    stage.file(f"file {len(stage.media)}", staff=True, **media_words(stage, "staff file"))
    stage.picture("picture in no page", **media_words(stage, "picture in no page"))
    stage.file("file in no page", **media_words(stage, "file in no page"))
