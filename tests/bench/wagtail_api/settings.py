"""Our database and page types; Wagtail's API, and no middleware that it does not need."""

from cms.settings.cms import *  # noqa: F403
from cms.settings.cms import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "tests.bench.wagtail_api.urls"
