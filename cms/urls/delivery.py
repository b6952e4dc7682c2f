"""Addresses of the public API process: the public API and nothing else."""

from django.urls import include, path

from cms.api.index import Index
from cms.api.probes import live, ready
from cms.api.routes import routes

urlpatterns = [
    path("health/live", live),
    path("health/ready", ready),
    path("api/public/v1", Index.as_view(reader_name="public")),
    path("api/public/v1/", include(routes("public"))),
]
handler400 = "cms.api.responding.bad_request"
handler403 = "cms.api.responding.forbidden"
handler404 = "cms.api.responding.not_found"
handler500 = "cms.api.responding.failed"
