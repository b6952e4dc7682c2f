"""The CMS process as granian runs it: ``granian --interface rsgi cms.rsgi:application``."""

from cms.wsgi import application as django  # isort: skip (it reads the settings)

from django.conf import settings

from cms.api.view import MAX_BODY_BYTES
from cms.serving.bodies import BodyLimits
from cms.serving.environ import Scope
from cms.serving.server import Server
from cms.settings import env

UPLOAD_BYTES: int = env.read("HEADLAND_UPLOAD_BYTES")
ADMIN = "/admin/"


def largest(scope: Scope) -> int:
    """Return how many bytes a request may bring: files come only to the admin, from who has a session."""
    uploads = scope.path.startswith(ADMIN) and f"{settings.SESSION_COOKIE_NAME}=" in scope.headers.get("cookie", "")
    return UPLOAD_BYTES if uploads else MAX_BODY_BYTES


application = Server(django, env.read("HEADLAND_CMS_THREADS"), BodyLimits(largest))
