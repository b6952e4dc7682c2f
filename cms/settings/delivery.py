"""The public API process: one audience's copy, and nothing else to lose.

No database, session, sign-in, admin or staff URL: it cannot leak what it does not have.
"""

from cms.settings import env
from cms.settings.refusals import DELIVERY, refuse

refuse(DELIVERY)
from cms.settings.base import *  # noqa: E402, F403
from cms.settings.base import COPIES  # noqa: E402

SECRET_KEY = env.read("HEADLAND_DELIVERY_KEY")

INSTALLED_APPS = [
    "cms.delivery.apps.DeliveryConfig",
    "rest_framework",
    "drf_spectacular_sidecar",
    "django.contrib.staticfiles",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware"]
# It answers JSON without cookies: there is nothing to frame and no form to forge.
# W005, W021: HSTS of subdomains and preloading are the installation's own choice.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "security.W005", "security.W021"]
ROOT_URLCONF = "cms.urls.delivery"
WSGI_APPLICATION = "cms.delivery.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES: dict[str, dict[str, str]] = {}

COPY_FILES = {"public": COPIES / "public.sqlite3"}

# Every answer here is data; the one page that is not has a policy of its own.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
