"""Addresses of the CMS process."""

from django.conf import settings
from django.http import Http404
from django.urls import include, path
from django.views.defaults import page_not_found
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls

from cms.api.index import Index
from cms.api.routes import routes
from cms.internal.feed import Feed
from cms.internal.health import health
from cms.internal.preview import Exchange, PreviewItem
from cms.staff_site.access import STAFF_ONLY
from cms.staff_site.sign_in import sign_in
from site_content.media.serving import staff_media

urlpatterns = [
    path("sign-in", sign_in, name="staff-sign-in"),
    path("api/staff/v1", Index.as_view(reader_name="staff", **STAFF_ONLY)),
    path("api/staff/v1/", include("cms.urls.staff_site")),
    path("api/staff/v1/", include(routes("staff", **STAFF_ONLY))),
    path("api/preview/exchange", Exchange.as_view(), name="preview-exchange"),
    path("api/preview/item", PreviewItem.as_view(), name="preview-item"),
    path("api/feed/changes", Feed.as_view(), name="feed"),
    path("health", health, name="health"),
    path("staff-media/<path:path>", staff_media, name="staff-media"),
    # Wagtail's page that fails on purpose is not for a live site.
    path("admin/failwhale/", page_not_found, {"exception": Http404()}),
    path("admin/", include(wagtailadmin_urls)),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]

handler400 = "cms.internal.errors.bad_request"
handler403 = "cms.internal.errors.forbidden"
handler404 = "cms.internal.errors.not_found"
handler500 = "cms.internal.errors.failed"
