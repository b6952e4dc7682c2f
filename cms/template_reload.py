"""Template reloading: shows a changed Django template at the next request under ``make run``, never in production.

Django keeps compiled templates for ever unless its own server runs. Without keeping them each page of the admin takes
longer, so they are forgotten only when one of ours has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.template.autoreload import reset_loaders

from cms.settings.env import ROOT

State = dict[str, int]


def own_folders() -> list[Path]:
    """Return the template folders of the apps that lie in the project."""
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    packages = ROOT / ".venv"
    return [folder for folder in folders if folder.is_relative_to(ROOT) and not folder.is_relative_to(packages)]


def state_of(folders: Iterable[Path]) -> State:
    """Return path → time of change of every file below some folders."""
    return {
        str(path): path.stat().st_mtime_ns
        for folder in folders
        for place, _, names in os.walk(folder)
        for name in names
        if (path := Path(place) / name).is_file()
    }


class TemplateReloadMiddleware:
    """Forget compiled templates when one of ours has changed since the last request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.folders = own_folders()
        self.state = state_of(self.folders)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        state = state_of(self.folders)
        if state != self.state:
            self.state = state
            reset_loaders()
        return self.get_response(request)
