"""The public site's own addresses; every other path is an item's."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from frontend_templates.common.pages.feedback import THANKS, Feedback
from frontend_templates.common.pages.feeds import list_feed
from frontend_templates.common.pages.preview import Previews
from frontend_templates.common.pages.search_events import SearchEvents
from frontend_templates.common.pages.search_feed import search_feed
from frontend_templates.common.pages.search_page import search_page
from frontend_templates.common.pages.suggestions import suggestions
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.public.robots import robots
from frontend_templates.public.sitemap import Sitemap

READS = ["GET", "HEAD"]


def public_routes(app: SiteApp) -> list[BaseRoute]:
    """Return the routes, the most particular first."""
    feedback, events, previews, sitemap = Feedback(app), SearchEvents(app), Previews(app), Sitemap(app)
    return [
        Route("/robots.txt", app.endpoint(robots), methods=READS),
        Route("/sitemap.xml", app.endpoint(sitemap.whole), methods=READS),
        Route("/sitemap-{number:int}.xml", app.endpoint(sitemap.one_part), methods=READS),
        Route("/search", app.endpoint(search_page), methods=READS),
        Route("/search/", app.endpoint(search_page), methods=READS),
        Route("/search/feed.atom", app.endpoint(search_feed), methods=READS),
        Route("/search/click", app.action(events.receive), methods=["POST"]),
        Route("/suggest", app.endpoint(suggestions), methods=READS),
        Route("/feedback", app.action(feedback.receive), methods=["POST"]),
        Route(THANKS, app.endpoint(feedback.thanks), methods=READS),
        Route("/preview", app.action(previews.begin), methods=READS),
        Route("/preview/~media/{path:path}", app.action(previews.medium), methods=READS),
        Route("/preview/{path:path}", app.action(previews.show), methods=READS),
        Route("/feed.atom", app.endpoint(list_feed), methods=READS),
        Route("/{path:path}/feed.atom", app.endpoint(list_feed), methods=READS),
    ]
