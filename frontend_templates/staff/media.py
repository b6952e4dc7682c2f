"""Staff media: passes pictures and files on from the CMS in the reader's name, and stores nothing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from frontend_templates.common.api.api_errors import SignInNeeded
from frontend_templates.common.serving.private_media import CredentialsRefused, private_medium
from frontend_templates.common.serving.site_app import SiteApp

STAFF_MEDIA = "/staff-media/"


class StaffMedia:
    """Answers ``/staff-media/<path>``."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app

    async def serve(self, request: Request) -> Response:
        """Answer with the bytes, 404, or 503 while the CMS is away. Raises SignInNeeded for who is not signed in."""
        credentials = self.app.site.credentials(request)
        if not credentials:
            raise SignInNeeded("staff media")
        name = request.path_params["path"]
        try:
            return await private_medium(self.app.media, request, STAFF_MEDIA, name, credentials)
        except CredentialsRefused as error:
            raise SignInNeeded("staff media") from error
