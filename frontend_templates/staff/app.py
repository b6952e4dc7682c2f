"""The staff site's ASGI app: ``granian --interface asgi frontend_templates.staff.app:app``.

Whoever comes is sent to the CMS to sign in: nothing for staff is shown here yet.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from frontend_templates.common.app import log_to_stderr, make_app
from frontend_templates.common.settings import read
from frontend_templates.common.site_app import SiteApp
from frontend_templates.staff.site import staff_site

log_to_stderr(read("HEADLAND_LOG_LEVEL"))


def staff_routes(app: SiteApp) -> list[BaseRoute]:
    """Return the routes: every path leads to the sign-in."""

    async def sign_in(request: Request) -> Response:
        headers = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}
        assert app.site.sign_in is not None
        return RedirectResponse(app.site.sign_in(request.url.path), 302, headers)

    return [Route("/{path:path}", app.action(sign_in), methods=["GET", "HEAD"])]


app = make_app(staff_site(), staff_routes)
