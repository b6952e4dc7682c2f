"""What time it is, in one place, so that a test can say another."""

import time


def now() -> int:
    """Return whole seconds since 1970: visibility, Cache-Control and alerts are all judged at one such second."""
    return int(time.time())
