"""The public API process: one audience's copy, and nothing else to lose.

No database, session, sign-in, admin or staff URL: it cannot leak what it does not have.
"""

from cms.settings import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import COPIES

INSTALLED_APPS = ["rest_framework", "drf_spectacular", "drf_spectacular_sidecar", "django.contrib.staticfiles"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware"]
ROOT_URLCONF = "cms.urls.delivery"
WSGI_APPLICATION = "cms.delivery.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES: dict[str, dict[str, str]] = {}

COPY_AUDIENCES = ("public",)
COPY_FILES = {"public": COPIES / "public.sqlite3"}
CORS_ORIGINS: list[str] = env.read("HEADLAND_CORS_ORIGINS")
API_RATE: str = env.read("HEADLAND_API_RATE")
CACHE_BYTES: int = env.read("HEADLAND_CACHE_BYTES")

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
