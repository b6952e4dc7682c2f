"""Reloading: shows changed templates and texts at the next request, never in production.

``make run`` asks for it with HEADLAND_RELOAD=1. Elsewhere this stands in front of nothing and costs nothing.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.common.words.rendering import Renderer
from frontend_templates.common.words.strings import FOLDER

logger = logging.getLogger("headland.reloading")

State = dict[str, tuple[int, int]]


def state_of(folders: Iterable[Path]) -> State:
    """Return path → time of change and size of every file below some folders."""
    state: State = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = f"{place}/{name}"
                try:
                    status = os.stat(path)  # noqa: PTH116 - this looks at every template before every request
                except OSError:
                    continue
                state[path] = (status.st_mtime_ns, status.st_size)
    return state


class TemplateReload:
    """An ASGI app in front of another: when a template, or a text, has changed, nothing made before is shown again."""

    def __init__(self, app: ASGIApp, running: SiteApp) -> None:
        self.app = app
        self.running = running
        self.folders = (running.site.templates, running.site.shared_templates, FOLDER)
        self.state = state_of(self.folders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            state = state_of(self.folders)
            if state != self.state:
                self.state = state
                self.reload()
        await self.app(scope, receive, send)

    def reload(self) -> None:
        """Begin with new templates and texts; when the texts cannot be read, go on with those from before."""
        try:
            self.running.renderer = Renderer(self.running.site, self.running.assets)
        except (OSError, ValueError) as error:
            logger.error("the changed texts cannot be read: %s", error)
        self.running.cache.clear()
