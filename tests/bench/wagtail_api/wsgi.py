"""The peer's process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.wagtail_api.settings")
application = get_wsgi_application()
