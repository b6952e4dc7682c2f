"""Sample site settings: footer, alerts and other texts of a whole site."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from search.answers import EMERGENCY
from site_content.sample.directives import inline
from site_content.sample.moments import fill_in, moment
from site_content.sample.page_files import read_yaml
from site_content.sample.references import References
from site_content.search_settings.answer_models import SearchAnswer
from site_content.site.settings import Alert, SiteSettings

TEXTS = ("name", "description", "contact_email", "contact_phone")


def fill_settings(references: References) -> None:
    """Set an audience's site settings, unless somebody gave it a footer or a description already."""
    settings = SiteSettings.objects.filter(site__audience_row__audience=references.audience).first()
    if settings is None or settings.footer or settings.description:
        return
    texts = read_yaml("settings.yaml")[references.audience]
    for name in TEXTS:
        setattr(settings, name, texts.get(name, ""))
    settings.contact = inline(texts.get("contact", ""), references)
    settings.footer = json.dumps([_column(column, references) for column in texts["footer"]])
    settings.save()


def make_alerts(references: dict[str, References], now: datetime) -> None:
    """Make the alerts that are not there yet; ``references`` are by audience."""
    for entry in read_yaml("alerts.yaml"):
        if Alert.objects.filter(title=entry["title"]).exists():
            continue
        place = references["staff" if entry["shown_on"] == "staff" else "public"]
        Alert.objects.create(
            level=entry["level"],
            title=entry["title"],
            text=inline(fill_in(entry.get("text", ""), now), place),
            link=_link(entry, place),
            shown_on=entry["shown_on"],
            path_prefix=entry.get("path_prefix", ""),
            starts_at=moment(entry["starts"], entry["title"], now) if entry.get("starts") else None,
            ends_at=moment(entry["ends"], entry["title"], now) if entry.get("ends") else None,
        )


def link_emergencies(references: References) -> None:
    """Lead the emergency answers that lead nowhere yet to an audience's page about 999, if its settings name one."""
    path = read_yaml("settings.yaml")[references.audience].get("emergencies")
    if path is None:
        return
    page = references.page(path)
    for answer in SearchAnswer.objects.filter(kind=EMERGENCY, page=None):
        answer.page_id = page
        answer.save(update_fields=["page"])


def _link(entry: dict[str, Any], place: References) -> str:
    links = [{"type": "link", "value": place.link(entry["link"], entry["link_text"])}] if entry.get("link") else []
    return json.dumps(links)


def _column(column: dict[str, Any], references: References) -> dict[str, Any]:
    links = [references.link(link["link"], link.get("text", "")) for link in column["links"]]
    return {"type": "column", "value": {"title": column["title"], "links": links}}
