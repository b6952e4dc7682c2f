"""Work routes: list a person's tasks, and the editors' desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from cms.staff_site.endpoint import PersonEndpoint
from cms.staff_site.sign_in import MAY_EDIT
from site_content.editing.desk.figures import desk
from site_content.intranet.tasks import tasks_of


class Tasks(PersonEndpoint):
    """What waits for this person."""

    def get(self, request: Request, **route: Any) -> Any:
        """Return ``{"count", "results": [{"kind", "title", "detail", "due", "url", "overdue"}]}``."""
        tasks = [{**task, "url": in_cms(task["url"])} for task in tasks_of(self.person)]
        return {"count": len(tasks), "results": tasks}


class Desk(PersonEndpoint):
    """The editors' desk, for those who may edit."""

    def get(self, request: Request, **route: Any) -> Any:
        """Return part by name: ``{"bars": [{"label", "value"}], "rows": [{…}]}`` (editing/desk/figures.py)."""
        if not self.person.has_perm(MAY_EDIT):
            raise PermissionDenied("Only editors can see the editors' desk.")
        parts = desk(self.person)
        for part in parts.values():
            for row in part["rows"]:
                if row.get("url"):
                    row["url"] = in_cms(row["url"])
        return parts


def in_cms(path: str) -> str:
    """Return the whole address of one of the CMS's own pages."""
    return f"{settings.CMS_URL.rstrip('/')}{path}"
