"""Whether an audience may read a medium at this moment: its copy says so, and the database does not say otherwise.

The copy alone knows what is scheduled and what ends by itself, to the second. The database alone knows what was
withdrawn a moment ago, before any follower has heard of it, or while none is working.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from django.db import Error
from django.db.models import Q

from cms.api.reader import reader_for
from site_content.audiences import readable_audiences
from site_content.followers.copies.media import NamingItem, ShownMedium, shown_medium
from site_content.items.models import Item

logger = logging.getLogger("headland.media")


def shown_to(audience: str, name: str, now: int) -> ShownMedium | None:
    """Return what an audience may know of a medium, or None. Raises CopyUnavailable or sqlite3.Error."""
    found = shown_medium(reader_for(audience).connection(), name, now)
    return found if found is not None and _is_named_still(found.items, audience, name, now) else None


def _is_named_still(items: list[NamingItem], audience: str, name: str, now: int) -> bool:
    """Say whether any of the items is as the copy has it, or names the medium in its newest form."""
    try:
        if Item.objects.filter(seq__in=[item.seq for item in items]).exists():
            return True
        rows = Item.objects.filter(content_id__in={item.content_id for item in items}, state="live")
        rows = rows.filter(_shown_at(now), audience__in=readable_audiences(audience))
        return any(_names(media, name) for media in rows.values_list("media", flat=True))
    except Error as error:
        # Without a database nothing can be withdrawn either: what the copy says is the newest there is.
        logger.warning("the copy alone says who may read media: %r", error)
        return True


def _names(media: Any, name: str) -> bool:
    return any(medium["name"] == name for medium in media)


def _shown_at(now: int) -> Q:
    moment = datetime.fromtimestamp(now, UTC)
    ends = Q(slot="current", next_change_at__gt=moment) | Q(slot="scheduled", live_until__gt=moment)
    endless = Q(slot="current", next_change_at=None) | Q(slot="scheduled", live_until=None)
    return (Q(live_from=None) | Q(live_from__lte=moment)) & (ends | endless)
