"""The wall round media: says whether an audience may read a medium at this moment, by its copy and by the database.

The copy alone knows what is scheduled and what ends by itself, to the second. The database alone knows what was
withdrawn a moment ago, before any follower has heard of it, or while none is working.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.db import Error
from django.db.models import Q

from cms.api.reader import Reader, noticed_damage
from site_content.followers.copies.media import NamingItem, ShownMedium, shown_medium
from site_content.items.closed_items import is_medium_closed, open_items
from site_content.items.json_text import rfc3339
from site_content.items.media import Medium

# After every time that RFC 3339 can write.
LAST = "9999-12-31T23:59:59Z"
logger = logging.getLogger("headland.media")


def shown_to(reader: Reader, name: str, now: int) -> ShownMedium | None:
    """Return what a reader may know of a medium, or None. Raises CopyUnavailable or sqlite3.Error."""
    with noticed_damage(reader):
        medium = shown_medium(reader.connection(), name, now, reader.access())
    return medium if medium is not None and _is_named_still(medium.items, reader, name, now) else None


def _is_named_still(items: list[NamingItem], reader: Reader, name: str, now: int) -> bool:
    """Say whether an item is as the copy has it, or names the medium in a newer form that the reader may read."""
    try:
        rows = open_items().filter(audience__in=reader.audiences)
        as_copied = rows.filter(seq__in=[item.seq for item in items]).values_list("audience", "seq")
        if any(not is_medium_closed(name, audience, seq) for audience, seq in as_copied):
            return True
        rows = rows.filter(_shown_at(now), content_id__in={item.content_id for item in items}, state="live")
        named = (
            row.groups
            for row in rows.only("media", "groups", "audience", "seq")
            if _names(row.media, name, now) and not is_medium_closed(name, row.audience, row.seq)
        )
        return reader.may_read_any(named)
    except Error as error:
        # Without a database nothing can be withdrawn either: what the copy says is the newest there is.
        logger.warning("the copy alone says who may read media: %r", error)
        return True


def _names(media: list[Medium], name: str, now: int) -> bool:
    """Say whether one of an item's media is ``name``, within the time for which the item names it."""
    moment = rfc3339(datetime.fromtimestamp(now, UTC)) or ""
    return any(
        medium["name"] == name and medium.get("shown_from", "") <= moment and moment < medium.get("shown_until", LAST)
        for medium in media
    )


def _shown_at(now: int) -> Q:
    moment = datetime.fromtimestamp(now, UTC)
    ends = Q(live_until=None) | Q(live_until__gt=moment)
    return (Q(live_from=None) | Q(live_from__lte=moment)) & ends
