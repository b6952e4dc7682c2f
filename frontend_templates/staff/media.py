"""Staff media: passes pictures and files on from the CMS in the reader's name, and stores nothing."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_templates.common.api.api_errors import SignInNeeded
from frontend_templates.common.serving.media import PASSED_STATUSES, is_name, passed_on, refusal, response_headers
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.staff.sign_in import PRIVATE

# What the CMS answers to a stranger, or to a token that is no longer good.
UNKNOWN = {302, 401}


class StaffMedia:
    """Answers ``/staff-media/<path>``."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app

    async def serve(self, request: Request) -> Response:
        """Answer with the bytes, 404, or 503 while the CMS is away. Raises SignInNeeded for who is not signed in."""
        path = request.path_params["path"]
        credentials = self.app.site.credentials(request)
        if not credentials:
            raise SignInNeeded("staff media")
        if not is_name(path):
            return refusal(404)
        answer = await self.app.media.ask(request, f"/staff-media/{path}", credentials)
        if answer is None:
            return refusal(503)
        if answer.status_code in PASSED_STATUSES:
            headers = response_headers(answer.headers, path) | PRIVATE
            closing = BackgroundTask(answer.aclose)
            return StreamingResponse(passed_on(answer), answer.status_code, headers, background=closing)
        await answer.aclose()
        if answer.status_code in UNKNOWN:
            raise SignInNeeded("staff media")
        return refusal(404 if answer.status_code < 500 else 503)
