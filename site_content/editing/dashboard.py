"""The dashboard: shows an editor where to write, what to do, and what goes live or expires soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from site_content.editing.listings import SOON
from site_content.editing.obstacles import obstacles
from site_content.editing.page_rights import pages_of
from site_content.items.models import SiteAudience
from site_content.pages.content_page import TYPES
from site_content.pages.types.section import SectionPage
from site_content.site.settings import Alert

WRITE = {"news": "Write news", "blog": "Write a blog story", "guidance": "Write guidance"}
AHEAD = timedelta(days=60)
MAX_AHEAD = 5


@dataclass(frozen=True, slots=True)
class UpcomingChange:
    """Something that will happen to a page by itself."""

    at: datetime
    page_id: int
    title: str
    effect: str


class WelcomePanel(Component):
    """Where to begin: a row of buttons a site; then what needs doing and what is coming."""

    name = "headland_welcome"
    template_name = "site_content/editing/welcome.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return ``sites``, ``obstacles``, ``to_do`` and ``coming``; see the functions below."""
        user = (parent_context or {})["request"].user
        return {
            "sites": sites(user), "obstacles": obstacles(user), "to_do": to_do(user), "coming": upcoming_changes(user),
        }  # fmt: skip


def sites(user: Any) -> list[dict[str, Any]]:
    """Return, for each site, its label, home page id, address, what may be written there, and whether pages may."""
    policy = policy_registry.get_by_type(Page)
    addresses = {"public": settings.PUBLIC_URL, "staff": settings.STAFF_URL}
    rows = SiteAudience.objects.select_related("site__root_page").order_by("audience")
    return [
        {
            "label": row.get_audience_display(),
            "home": row.site.root_page_id,
            "address": addresses[row.audience],
            "may_add": policy.user_has_permission_for_instance(user, "add", row.site.root_page),
            "write": add_buttons(
                row.site.root_page, lambda page: policy.user_has_permission_for_instance(user, "add", page)
            ),
        }
        for row in rows
    ]


def add_buttons(home: Page, allowed: Any) -> list[dict[str, str]]:
    """Return ``{label, url}`` for each kind that a section of the site lists and the editor may add there."""
    sections = SectionPage.objects.descendant_of(home).live().filter(listing_type__in=WRITE).order_by("path")
    firsts: dict[str, SectionPage] = {}
    for section in sections:
        if allowed(section):
            firsts.setdefault(section.listing_type, section)
    return [
        {
            "label": label,
            "url": reverse(
                "wagtailadmin_pages:add", args=["site_content", TYPES[kind]._meta.model_name, firsts[kind].pk]
            ),
        }
        for kind, label in WRITE.items()
        if kind in firsts
    ]


def to_do(user: Any) -> list[dict[str, Any]]:
    """Return ``{count, text, url}`` for what somebody should look at; nothing whose count is zero."""
    today = timezone.localdate()
    guidance = TYPES["guidance"].objects.live().filter(pk__in=pages_of(user).values("pk"))
    reviews = reverse("guidance_reviews:index")
    rows = [
        (guidance.filter(next_review__lt=today).count(), "past the review date", reviews),
        (guidance.filter(next_review__range=(today, today + SOON)).count(), "due for review within 30 days", reviews),
        (guidance.filter(next_review=None).count(), "without a review date", reviews),
    ]
    tasks = [
        {"count": count, "text": f"{_plural(count, 'guidance page')} {text}", "url": url}
        for count, text, url in rows
        if count
    ]
    if user.has_perm("site_content.change_alert"):
        showing = sum(alert.shows() == "now" for alert in Alert.objects.not_over())
        if showing:
            tasks.append(
                {"count": showing, "text": f"{_plural(showing, 'alert')} showing now", "url": reverse("alerts:index")}
            )
    return tasks


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def upcoming_changes(user: Any) -> list[UpcomingChange]:
    """Return what will be published or taken down next of the pages that a person has rights on, soonest first."""
    now, mine = timezone.now(), pages_of(user)
    expiring = mine.filter(live=True, expire_at__range=(now, now + AHEAD)).order_by("expire_at")[:MAX_AHEAD]
    keys = mine.annotate(name=Cast("pk", CharField())).values("name")
    due = Revision.page_revisions.filter(approved_go_live_at__gt=now, object_id__in=keys)
    due = due.order_by("approved_go_live_at")[:MAX_AHEAD]
    changes = [UpcomingChange(page.expire_at, page.pk, page.title, "expires") for page in expiring]
    changes += [
        UpcomingChange(revision.approved_go_live_at, int(revision.object_id), revision.content["title"], "goes live")
        for revision in due
    ]
    return sorted(changes, key=lambda happening: happening.at)[:MAX_AHEAD]
