"""Settings that every Django process of Headland shares: the CMS, the worker and delivery."""

from logging import LogRecord
from pathlib import Path
from typing import Any

from cms.settings import env
from cms.settings.hosts import hosts

ENV: str = env.read("HEADLAND_ENV")
PRODUCTION: bool = ENV == "production"
DEBUG = False
# The CMS's and delivery's differ: whoever has one can sign nothing of the other's.
SECRET_KEY: str
ALLOWED_HOSTS: list[str] = hosts()

DATA: Path = env.read("HEADLAND_DATA")
COPIES: Path = env.read("HEADLAND_COPIES") or DATA / "copies"
SPOOL: Path = DATA / "spool"
ELASTICSEARCH_URL: str = env.read("ELASTICSEARCH_URL")
ELASTICSEARCH_API_KEY: str = env.read("ELASTICSEARCH_API_KEY")
ELASTICSEARCH_PREFIX: str = env.read("ELASTICSEARCH_PREFIX")

API_MAX_AGE: int = env.read("HEADLAND_API_MAX_AGE")
CORS_ORIGINS: list[str] = env.read("HEADLAND_CORS_ORIGINS")
API_RATE: str = env.read("HEADLAND_API_RATE")
FEED_URL: str = env.read("HEADLAND_FEED_URL")
FEED_TOKEN: str = env.read("HEADLAND_FEED_TOKEN")
FEEDBACK_RATE: str = env.read("HEADLAND_FEEDBACK_RATE")
EVENT_RATE: str = env.read("HEADLAND_EVENT_RATE")
SITE_TOKEN: str = env.read("HEADLAND_SITE_TOKEN")
# Whose pages may send feedback, beside the API's own host and CORS_ORIGINS.
SITE_URLS: list[str] = env.site_urls()
PROXIES: int = env.read("HEADLAND_PROXIES")
CACHE_BYTES: int = env.read("HEADLAND_CACHE_BYTES")

USE_TZ = True
TIME_ZONE: str = env.read("HEADLAND_TIME_ZONE")
USE_I18N = True
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

# A request is bounded before any view sees it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    # What is asked inside one's own network: by whoever watches the process, and by delivery hosts with a token.
    SECURE_REDIRECT_EXEMPT = [r"^health(/live|/ready)?$", r"^api/public/v1/health$", r"^api/feed/changes$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    # Of hosts that may be others': only where somebody chose so.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.read("HEADLAND_HSTS_SUBDOMAINS")
    SECURE_HSTS_PRELOAD = env.read("HEADLAND_HSTS_PRELOAD")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "EXCEPTION_HANDLER": "cms.api.responding.handle",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}


def is_news(record: LogRecord) -> bool:
    """Say whether a line about a request is more than that something was unavailable."""
    return bool(record.exc_info) or getattr(record, "status_code", 0) != 503


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # That something is unavailable is told once (site_content.episodes), not for each request that meets it.
    "filters": {"unavailable": {"()": "django.utils.log.CallbackFilter", "callback": is_news}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.read("HEADLAND_LOG_LEVEL")},
    "loggers": {
        # Each tells of every single thing it does.
        **{name: {"level": "WARNING"} for name in ("django_tasks", "elastic_transport", "httpx", "PIL")},
        # A reader's mistake is no event; a fault of ours is logged as an error.
        "django.request": {"level": "ERROR", "filters": ["unavailable"]},
        # cms.api.refused_hosts says it, once a minute, with what to do.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # An address too long to come back to after signing in: anybody could fill the log with its traceback.
        "django.security.DisallowedRedirect": {"level": "CRITICAL"},
    },
}
