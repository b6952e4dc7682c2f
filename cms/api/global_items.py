"""Routes of global items: return navigation without what has expired, and the site with the alerts in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.freshness import freshness, freshness_of_one
from cms.api.reply import Reply, json_reply
from site_content.followers.copies.moments import moments
from site_content.followers.copies.read import document
from site_content.followers.copies.selection import expired_paths

_NO_SITE: dict[str, Any] = {"name": "", "description": "", "alerts": [], "settings": {}}
_NO_NAVIGATION: dict[str, Any] = {"header": [], "footer": []}


class Navigation(Endpoint):
    """What stands in the site's header and footer."""

    operation = "navigation"
    tag = "site"
    answer_schema = "Navigation"

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the navigation of the (first) audience asked for."""
        conn = api_request.reader.connection()
        value = document(conn, "~navigation", api_request.audiences[0]) or _NO_NAVIGATION
        value = without(value, expired_paths(conn, api_request.now))
        around = moments(conn, api_request.now, api_request.reader.access())
        return json_reply(value, freshness(around.next), ["single:navigation"], around.last)


class SiteView(Endpoint):
    """The site's name and settings, and the alerts in force at this moment."""

    operation = "site"
    tag = "site"
    answer_schema = "Site"

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the site of the (first) audience asked for; it holds until the next alert begins or ends."""
        conn = api_request.reader.connection()
        value = document(conn, "~site", api_request.audiences[0]) or _NO_SITE
        around = moments(conn, api_request.now, api_request.reader.access())
        now, alerts = api_request.now, value["alerts"]
        edges = [at for alert in alerts for at in times_of(alert) if at is not None]
        following = [at for at in (around.next, *edges) if at is not None and at > now]
        passed = [at for at in (around.last, *edges) if at is not None and at <= now]
        current_alerts = [alert for alert in alerts if in_force(alert, now)]
        # That an alert ends may be told, that one is to come may not.
        ends = min((at for _, at in map(times_of, current_alerts) if at is not None), default=None)
        answer = {name: value[name] for name in _NO_SITE} | {"alerts": [shown_alert(alert) for alert in current_alerts]}
        fresh = freshness_of_one(now, ends, min(following, default=None))
        return json_reply(answer, fresh, ["single:site"], max(passed, default=None))


def without(navigation: dict[str, Any], paths: set[str]) -> dict[str, Any]:
    """Return a navigation that names none of ``paths``: from its second on no menu names what has expired."""
    if not paths:
        return navigation
    header = [
        {**entry, "children": [child for child in entry["children"] if child["path"] not in paths]}
        for entry in navigation["header"]
        if entry["path"] not in paths
    ]
    columns = [
        {**column, "links": [link for link in column["links"] if link["external"] or link["url"] not in paths]}
        for column in navigation["footer"]
    ]
    return {"header": header, "footer": [column for column in columns if column["links"]]}


def times_of(alert: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return when an alert begins and ends, in seconds; None is unbounded."""
    begins, ends = (alert.get(name) for name in ("starts_at", "ends_at"))
    return _seconds(begins), _seconds(ends)


def in_force(alert: dict[str, Any], now: int) -> bool:
    """Return whether an alert is to be shown now."""
    begins, ends = times_of(alert)
    return (begins is None or begins <= now) and (ends is None or ends > now)


def shown_alert(alert: dict[str, Any]) -> dict[str, Any]:
    """Return an alert as readers get it."""
    return {name: alert[name] for name in alert if name not in {"starts_at", "ends_at"}}


def _seconds(moment: str | None) -> int | None:
    return None if moment is None else int(datetime.fromisoformat(moment).timestamp())
