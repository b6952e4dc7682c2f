"""Addresses of the CMS process."""

from django.http import Http404
from django.urls import include, path
from django.views.defaults import page_not_found
from wagtail.admin import urls as wagtailadmin_urls

from cms.api.index import Index
from cms.api.probes import live
from cms.api.routes import routes
from cms.internal.feed import Feed
from cms.internal.health import health, ready
from cms.internal.preview import Exchange, PreviewItem
from cms.internal.sign_in import PasswordReset, SignIn
from cms.media.views import editor_media, preview_media, public_media, staff_media
from cms.staff_site.access import STAFF_ONLY
from cms.staff_site.sign_in import sign_in
from site_content.editing.page_choices import choose_page, choose_page_search, chosen_pages
from site_content.editing.page_log import PageTypesUsage, SiteHistory

urlpatterns = [
    path("sign-in", sign_in, name="staff-sign-in"),
    path("api/staff/v1", Index.as_view(reader_name="staff", **STAFF_ONLY)),
    path("api/staff/v1/", include("cms.urls.staff_site")),
    path("api/staff/v1/", include(routes("staff", **STAFF_ONLY))),
    path("api/preview/exchange", Exchange.as_view(), name="preview-exchange"),
    path("api/preview/item", PreviewItem.as_view(), name="preview-item"),
    path("api/preview/media/<path:path>", preview_media, name="preview-media"),
    path("api/feed/changes", Feed.as_view(), name="feed"),
    path("health", health, name="health"),
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("media/<path:path>", public_media, name="media"),
    path("staff-media/<path:path>", staff_media, name="staff-media"),
    path("admin/media/<path:path>", editor_media, name="editor-media"),
    # Wagtail's own name every page, drafts too, to whoever enters the admin.
    path("admin/choose-page/", choose_page),
    path("admin/choose-page/<int:parent_page_id>/", choose_page),
    path("admin/choose-page/search/", choose_page_search),
    path("admin/choose-page/chosen-multiple/", chosen_pages),
    path("admin/reports/site-history/", SiteHistory.as_view()),
    path("admin/reports/site-history/results/", SiteHistory.as_view(results_only=True)),
    path("admin/reports/page-types-usage/", PageTypesUsage.as_view()),
    path("admin/reports/page-types-usage/results/", PageTypesUsage.as_view(results_only=True)),
    # Wagtail's page that fails on purpose is not for a live site.
    path("admin/failwhale/", page_not_found, {"exception": Http404()}),
    # Wagtail's own, with a limit before them; named as Wagtail names them.
    path("admin/login/", SignIn.as_view(), name="wagtailadmin_login"),
    path("admin/password_reset/", PasswordReset.as_view(), name="wagtailadmin_password_reset"),
    path("admin/", include(wagtailadmin_urls)),
]

handler400 = "cms.internal.errors.bad_request"
handler403 = "cms.internal.errors.forbidden"
handler404 = "cms.internal.errors.not_found"
handler500 = "cms.internal.errors.failed"
