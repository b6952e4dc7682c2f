"""Moments as whole seconds, as both engines store them."""

from datetime import UTC, datetime


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970 in UTC; a moment without a zone is taken as UTC."""
    if moment is None:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
