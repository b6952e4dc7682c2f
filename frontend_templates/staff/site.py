"""The staff site as the environment describes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from frontend_templates.common.settings import read
from frontend_templates.common.site import Site
from frontend_templates.staff.session import credentials, shell
from frontend_templates.staff.sign_in import sign_in_at

API = "/api/staff/v1"


def staff_site(environ: Mapping[str, str] = os.environ) -> Site:
    """Return the staff site's settings. Raises ValueError naming a variable that cannot be read."""
    cms, inside = read("HEADLAND_CMS_URL", environ), read("HEADLAND_CMS_INTERNAL_URL", environ)
    return Site(
        name="staff",
        audience="staff",
        url=read("HEADLAND_STAFF_URL", environ),
        api=inside + API,
        cms=cms,
        cms_inside=inside,
        templates=Path(__file__).parent / "templates",
        title=read("HEADLAND_SITE_NAME", environ),
        private=True,
        language=read("HEADLAND_LANGUAGE", environ),
        theme=read("HEADLAND_THEME", environ),
        production=read("HEADLAND_ENV", environ) == "production",
        media_url=read("HEADLAND_MEDIA_URL", environ),
        credentials=credentials,
        shell=shell,
        search={"first_type": "guidance"},
        sign_in=sign_in_at,
        api_cache_bytes=read("HEADLAND_API_CACHE_BYTES", environ),
        media_cache_bytes=read("HEADLAND_MEDIA_CACHE_BYTES", environ),
    )
