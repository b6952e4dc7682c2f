"""The CMS process: admin, staff API and preview."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.cms")
django.setup(set_prefix=False)

from cms.strict_request import StrictHandler  # noqa: E402 (it reads the settings)

application = StrictHandler()
