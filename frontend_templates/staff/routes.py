"""The staff site's own addresses; every other path is an item's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from frontend_templates.common.pages.feedback import THANKS, Feedback
from frontend_templates.common.pages.preview import Previews
from frontend_templates.common.pages.search_events import SearchEvents
from frontend_templates.common.pages.search_page import search_page
from frontend_templates.common.pages.suggestions import suggestions
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.staff import pages
from frontend_templates.staff.actions import Actions
from frontend_templates.staff.media import StaffMedia
from frontend_templates.staff.sign_in import SIGN_IN, SIGN_OUT, SIGNED_IN, SIGNED_OUT, SignIn

READS = ["GET", "HEAD"]
POST = ["POST"]


async def robots(request: Request) -> Response:
    """Tell every robot to keep out."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def staff_routes(app: SiteApp) -> list[BaseRoute]:
    """Return the routes, the most particular first."""
    sign_in, actions, media = SignIn(app), Actions(app), StaffMedia(app)
    feedback, events, previews = Feedback(app), SearchEvents(app), Previews(app)
    return [
        Route("/robots.txt", robots, methods=READS),
        Route("/staff-media/{path:path}", app.action(media.serve), methods=READS),
        Route(SIGN_IN, app.action(sign_in.begin), methods=READS),
        Route(SIGNED_IN, app.action(sign_in.finish), methods=READS),
        Route(SIGN_OUT, app.action(sign_in.out), methods=POST),
        Route(SIGNED_OUT, app.endpoint(pages.signed_out), methods=READS),
        Route("/", app.endpoint(pages.home), methods=READS),
        Route("/search", app.endpoint(search_page), methods=READS),
        Route("/search/click", app.action(events.receive), methods=POST),
        Route("/suggest", app.endpoint(suggestions), methods=READS),
        Route("/bookmarks", app.endpoint(pages.bookmarks), methods=READS),
        Route("/bookmarks", app.action(actions.bookmark), methods=POST),
        Route("/searches", app.endpoint(pages.searches), methods=READS),
        Route("/searches", app.action(actions.save_search), methods=POST),
        Route("/tasks", app.endpoint(pages.tasks), methods=READS),
        Route("/tasks", app.action(actions.answered), methods=POST),
        Route("/desk", app.endpoint(pages.desk), methods=READS),
        Route("/ask", app.endpoint(pages.ask), methods=READS),
        Route("/ask", app.action(actions.ask), methods=POST),
        Route("/asked", app.endpoint(pages.question_thanks), methods=READS),
        Route("/feedback", app.action(feedback.receive), methods=POST),
        Route(THANKS, app.endpoint(feedback.thanks), methods=READS),
        Route("/preview", app.action(previews.begin), methods=READS),
        Route("/preview/~media/{path:path}", app.action(previews.medium), methods=READS),
        Route("/preview/{path:path}", app.action(previews.show), methods=READS),
    ]
