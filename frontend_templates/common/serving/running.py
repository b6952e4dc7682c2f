"""``RunningSite``: gives a page what the requests of one site share."""

from __future__ import annotations

from typing import Protocol

from frontend_templates.common.api.api_client import ApiClient
from frontend_templates.common.serving.security_headers import Header
from frontend_templates.common.site import Site
from frontend_templates.common.words.rendering import Renderer


class RunningSite(Protocol):
    """What the requests of one site share."""

    site: Site
    client: ApiClient
    renderer: Renderer
    html_headers: tuple[Header, ...]
