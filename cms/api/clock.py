"""The clock: tells the time in one place, so that a test can set another."""

import time
from datetime import datetime

from django.utils import timezone


def now() -> int:
    """Return whole seconds since 1970: visibility, Cache-Control and alerts are all judged at one such second."""
    return int(time.time())


def day(seconds: int) -> str:
    """Return the day of a moment (seconds since 1970) by the site's clock, as an ISO date: what is counted by days."""
    return datetime.fromtimestamp(seconds, timezone.get_default_timezone()).date().isoformat()
