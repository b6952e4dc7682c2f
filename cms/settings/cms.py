"""The CMS process and the worker: admin, staff API, publishing."""

from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

from cms.settings import env
from cms.settings.database import databases
from cms.settings.mail_server import MailServer
from cms.settings.refusals import CMS, refuse
from site_content.audiences import AUDIENCES

# Before the first is read: whoever sets up an installation is told of everything at once.
refuse(CMS)
from cms.settings.base import *  # noqa: E402, F403
from cms.settings.base import COPIES, DATA, LOGGING, PRODUCTION, REST_FRAMEWORK  # noqa: E402

SECRET_KEY = env.read("HEADLAND_SECRET_KEY")
# An outage of the database is one line, not a traceback for each request.
LOGGING["filters"]["outage"] = {"()": "cms.internal.database_away.OneLineForAnOutage"}
LOGGING["loggers"]["django.request"]["filters"].append("outage")

CMS_URL: str = env.read("HEADLAND_CMS_URL") or f"http://localhost:{env.read('HEADLAND_CMS_PORT')}"
PUBLIC_URL: str = env.read("HEADLAND_PUBLIC_URL") or f"http://localhost:{env.read('HEADLAND_PUBLIC_PORT')}"
STAFF_URL: str = env.read("HEADLAND_STAFF_URL") or f"http://localhost:{env.read('HEADLAND_STAFF_PORT')}"

INSTALLED_APPS = [
    "cms",
    "site_content",
    "site_content.intranet",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_headless_preview",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First: it speaks for redirects to HTTPS, static files and errors too.
    "cms.internal.policy.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.internal.malformed_addresses.MalformedAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.atomic_writes.AtomicWritesMiddleware",
    "cms.site_lookups.SiteLookupMiddleware",
]

# Whoever works on templates sees a change at the next request; in production there is no such middleware.
if env.read("HEADLAND_RELOAD") and not PRODUCTION:
    MIDDLEWARE.insert(0, "cms.template_reload.TemplateReloadMiddleware")

ROOT_URLCONF = "cms.urls.cms"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = databases(env.read("DATABASE_URL"), DATA, env.read("HEADLAND_DATABASE_SECONDS"))
COPY_FILES: dict[str, Path] = {audience: COPIES / f"{audience}.sqlite3" for audience in AUDIENCES}

PASSWORD_HASHERS = [
    "site_content.accounts.hashing.ReadyHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Each process of a local set-up has its own port on one host: names keep their cookies apart. In production a browser
# takes a name that begins with __Host- only from this host itself, over HTTPS: no host beside it can set it.
_cookie_prefix = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_cookie_prefix}headland_session"
CSRF_COOKIE_NAME = f"{_cookie_prefix}headland_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = [CMS_URL]
# The editor shows pages and pickers in frames of its own.
X_FRAME_OPTIONS = "SAMEORIGIN"
# W005, W021: HSTS of subdomains and preloading are the installation's own choice.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]

STATIC_URL = "/static/"
# Collected for production; a local process finds them where they are.
STATIC_ROOT = DATA / "static" if PRODUCTION else None
MEDIA_ROOT = env.read("HEADLAND_MEDIA_ROOT") or DATA / "media"
MEDIA_URL = env.read("HEADLAND_MEDIA_URL")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

SAMPLE: bool = env.read("HEADLAND_SAMPLE")
WAGTAIL_SITE_NAME = env.read("HEADLAND_SITE_NAME")
WAGTAILADMIN_BASE_URL = CMS_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en-gb", "English"), ("cy", "Welsh")]
WAGTAILIMAGES_IMAGE_MODEL = "site_content.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "site_content.SiteFile"
WAGTAILIMAGES_IMAGE_FORM_BASE = "site_content.media.image_form.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
# What else a file must not be (docs/operating.md, "Uploads").
UPLOADS_REFUSE: list[str] = env.read("HEADLAND_UPLOADS_REFUSE")
CLAMD: str = env.read("HEADLAND_CLAMD")
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# The page names its own front end (site_content/pages/front_end.py); the redirect is what we need of the package.
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": PUBLIC_URL}, "REDIRECT_ON_PREVIEW": True}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# A substring match on titles: no index that grows slower with each page (docs/adr/0008).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback", "AUTO_UPDATE": False}}

# Letters are written down with what they tell of, and sent by the worker (MAIL_CARRIER). Without a server it prints
# them; in production none is written then, and nobody is promised one.
_server: MailServer | None = env.read("EMAIL_URL")
if _server or not PRODUCTION:
    EMAIL_BACKEND = "site_content.mail.backend.OutboxBackend"
    MAIL_CARRIER = f"django.core.mail.backends.{'smtp' if _server else 'console'}.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    MAIL_CARRIER = ""
if _server:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = _server
EMAIL_TIMEOUT: int = env.read("HEADLAND_EMAIL_TIMEOUT")
_nobody = formataddr((WAGTAIL_SITE_NAME, f"noreply@{urlsplit(CMS_URL).hostname}"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read("HEADLAND_EMAIL_FROM") or _nobody
WAGTAIL_PASSWORD_RESET_ENABLED = bool(MAIL_CARRIER)

REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_SCHEMA_CLASS": "cms.openapi.auto_schema.EndpointSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Headland public API",
    "DESCRIPTION": "Published content as JSON. Errors are application/problem+json; unknown parameters are refused.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "PREPROCESSING_HOOKS": ["cms.openapi.components.keep_endpoints"],
    "POSTPROCESSING_HOOKS": ["cms.openapi.components.add_components"],
}
SIGN_IN_RATE: str = env.read("HEADLAND_SIGN_IN_RATE")
RESET_RATE: str = env.read("HEADLAND_RESET_RATE")
USAGE_DAYS: int = env.read("HEADLAND_USAGE_DAYS")
RARE_QUERY_DAYS: int = env.read("HEADLAND_RARE_QUERY_DAYS")
PLACE: str = env.read("HEADLAND_PLACE")
