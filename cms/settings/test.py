"""The CMS settings with a database, copies and media that tests may throw away."""

import os
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="headland-test-"))
os.environ.setdefault("HEADLAND_DATA", str(_folder))

from cms.settings.cms import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CORS_ORIGINS = ["https://partner.example"]
API_RATE = ""
# Tests of limits set their own: all others come from one address.
FEEDBACK_RATE = EVENT_RATE = SIGN_IN_RATE = RESET_RATE = "none"
CACHE_BYTES = 1024 * 1024
