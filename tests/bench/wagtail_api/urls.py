"""Pages through Wagtail's API, with what our items hold of them."""

from django.urls import path
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from site_content.pages.types.news import NewsPage

NewsPage.api_fields = [APIField(name) for name in ("summary", "topics", "lead_image", "body")]
api = WagtailAPIRouter("wagtailapi")
api.register_endpoint("pages", PagesAPIViewSet)
urlpatterns = [path("api/v2/", api.urls)]
