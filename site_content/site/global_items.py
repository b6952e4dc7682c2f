"""Global items that editors make, one for each audience: ``~site`` and ``~navigation``."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Site
from wagtail.signals import page_unpublished

from site_content.audiences import AUDIENCES
from site_content.items.json_text import rfc3339
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.items.media import media_of
from site_content.items.models import ItemLink, Refresh, SiteAudience
from site_content.pages.blocks.body import linked_pages
from site_content.pages.blocks.link import to_link
from site_content.pages.signals import is_draft_only, tree_changed
from site_content.publishing.global_items import global_item, refresh_global_item
from site_content.publishing.refresh_queue import enqueue
from site_content.publishing.signals import drain_after_commit
from site_content.site.settings import Alert, SiteSettings

MAX_TOP = 12
MAX_UNDER = 20
MAX_ALERTS = 50


def settings_of(audience: str) -> SiteSettings:
    """Return the settings of an audience's site; fresh ones, not saved, where there are none."""
    row = SiteSettings.objects.filter(site__audience_row__audience=audience).first()
    return row or SiteSettings()


def in_force(value: dict[str, Any]) -> dict[str, Any]:
    """Return what readers saw of a site's value when it was made: alerts that are to come are not among it."""
    # An older version noted no alerts as in force: it counts as another value.
    return {**value, "alerts": [alert for alert in value["alerts"] if alert["id"] in value.get("in_force", ())]}


@global_item("site", visible_part=in_force)
def site_json(audience: str) -> dict[str, Any]:
    """Return ``{name, description, alerts, settings}``.

    Alerts that are not over are all in it, with ``starts_at`` and ``ends_at`` (RFC 3339 or null): whoever answers a
    reader shows those in force at that moment. ``in_force`` holds the ids of those in force now: the worker makes it
    again when others are, so that whoever follows the log hears of it. ``links_used`` is what makes it again.
    """
    resolver = LinkResolver(audience)
    settings = settings_of(audience)
    html = resolver.html(settings.contact, inline=True)
    media = media_of(resolver.media)
    alerts = []
    for alert in Alert.objects.for_audience(audience).not_over().order_by("starts_at", "pk")[:MAX_ALERTS]:
        # One of its own: what an alert names is read no sooner and no longer than the alert.
        own = LinkResolver(audience)
        alerts.append(alert_json(alert, own))
        media += media_of(own.media, alert.starts_at, alert.ends_at)
        resolver.links |= own.links
    return {
        "name": settings.name,
        "description": settings.description,
        "alerts": alerts,
        "in_force": alerts_in_force(audience),
        "settings": {
            "contact": {
                "email": settings.contact_email,
                "phone": settings.contact_phone,
                "html": html,
            }
        },
        "links_used": sorted(resolver.links),
        "media_used": media,
    }


def alerts_in_force(audience: str) -> list[int]:
    """Return the ids of the alerts that readers of an audience are shown now."""
    alerts = Alert.objects.for_audience(audience).not_over().begun().order_by("starts_at", "pk")
    return list(alerts.values_list("pk", flat=True)[:MAX_ALERTS])


_noted: dict[str, list[int]] = {}


def follow_alerts() -> int:
    """Make the site's documents again when an alert has begun or ended since this process looked; return how many."""
    changed = [audience for audience in AUDIENCES if _noted.get(audience) != alerts_in_force(audience)]
    for audience in changed:
        refresh_global_item("~site", audience)
        _noted[audience] = alerts_in_force(audience)
    # What was made may begin or end again while this is done; the next look sees it.
    return 0


def alert_json(alert: Alert, resolver: LinkResolver) -> dict[str, Any]:
    """Return one alert. ``path_prefix`` is empty for every page."""
    return {
        "id": alert.pk,
        "level": alert.level,
        "title": alert.title,
        "html": resolver.html(alert.text, inline=True),
        "path_prefix": alert.path_prefix,
        "link": next((to_link(child.value, resolver) for child in alert.link), None),
        "starts_at": rfc3339(alert.starts_at),
        "ends_at": rfc3339(alert.ends_at),
    }


@global_item("navigation")
def navigation_json(audience: str) -> dict[str, Any]:
    """Return ``{header, footer}``: pages shown in menus, two levels in tree order; columns of links."""
    resolver = LinkResolver(audience)
    return {
        "header": _header(audience, resolver),
        "footer": _footer(audience, resolver),
        "links_used": sorted(resolver.links),
        "media_used": media_of(resolver.media),
    }


def _header(audience: str, resolver: LinkResolver) -> list[dict[str, Any]]:
    home = Page.objects.filter(sites_rooted_here__audience_row__audience=audience).first()
    if home is None:
        return []
    pages = home.get_descendants().live().in_menu().filter(depth__lte=home.depth + 2)
    rows = list(pages.order_by("path").values_list("pk", "path", "depth"))
    resolver.cards([key for key, _, _ in rows], TITLE)
    top = [row for row in rows if row[2] == home.depth + 1][:MAX_TOP]
    header = []
    for key, path, _ in top:
        card = resolver.card(key, TITLE)
        if card is not None:
            under = [row[0] for row in rows if row[1] != path and row[1].startswith(path)][:MAX_UNDER]
            children = [{**_entry(child), "children": []} for child in resolver.cards(under, TITLE)]
            header.append({**_entry(card), "children": children})
    return header


def _entry(card: dict[str, Any]) -> dict[str, Any]:
    return {"title": card["title"], "path": card["path"]}


def _footer(audience: str, resolver: LinkResolver) -> list[dict[str, Any]]:
    columns = settings_of(audience).footer
    resolver.cards(linked_pages(columns), TITLE)
    footer = [
        {
            "title": column.value["title"] or "",
            "links": [link for child in column.value["links"] if (link := to_link(child, resolver))],
        }
        for column in columns
    ]
    return [column for column in footer if column["links"]]


def on_site_words_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """Settings or an alert changed: make both documents again for both audiences."""
    keys = [f"~{name}:{audience}" for name in ("site", "navigation") for audience in AUDIENCES]
    enqueue(keys)
    drain_after_commit(keys)


def on_menu_page_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A page in a menu, or meant to be, was saved, published or unpublished."""
    if not isinstance(instance, Page) or is_draft_only(kwargs.get("update_fields")):
        return
    used = ItemLink.objects.filter(target=f"page:{instance.pk}", item__type="~navigation")
    if instance.show_in_menus or used.exists():
        enqueue((f"~navigation:{audience}" for audience in AUDIENCES), Refresh.AFTER)
        drain_after_commit()


def on_tree_changed(sender: type, **kwargs: Any) -> None:
    """Pages took other places: menus are in tree order."""
    enqueue((f"~navigation:{audience}" for audience in AUDIENCES), Refresh.AFTER)
    drain_after_commit()


def connect() -> None:
    """Connect what tells that these documents are out of date; called once when the app is ready."""
    for signal in (post_save, post_delete):
        for model in (SiteSettings, Alert, Site, SiteAudience):
            signal.connect(on_site_words_changed, sender=model, dispatch_uid=f"headland-words-{model.__name__}")
    for signal in (post_save, page_unpublished):
        signal.connect(on_menu_page_changed, dispatch_uid="headland-menus")
    tree_changed.connect(on_tree_changed, dispatch_uid="headland-menu-order")
