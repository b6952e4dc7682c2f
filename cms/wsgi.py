"""The CMS process: admin, staff API and preview."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.cms")
application = get_wsgi_application()
