"""A restored installation begins anew: readers, followers and sessions of the one before it must not go on with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from site_content.accounts.models import StaffSession
from site_content.audiences import AUDIENCES
from site_content.backup.contents import Addresses, Description
from site_content.followers.configured import configured_followers
from site_content.followers.models import Follower
from site_content.items.models import Item, LogHead
from site_content.mail.models import Letter
from site_content.pages.preview import Preview

# More than the log ever wrote in a second.
_POSITIONS_A_SECOND = 10_000
_MARGIN = 1_000_000


@transaction.atomic
def begin_anew(description: Description, addresses: Addresses, beyond: int) -> list[str]:
    """Cut what leads back to the old place; return sentences for what people should know.

    ``beyond`` is the newest position that readers are known to have.
    """
    for model in (Session, StaffSession, Preview):
        model._default_manager.all().delete()
    _name_history(description, beyond)
    Follower.objects.update(position=0, lease_holder="", lease_until=None, last_error="", rebuild_asked=True)
    for name in configured_followers():
        Follower.objects.get_or_create(name=name, defaults={"rebuild_asked": True})
    notes = list(_move_sites(description.addresses, addresses))
    if description.addresses.cms != addresses.cms and (count := Letter.objects.all().delete()[0]):
        notes.append(f"{count} letters that waited for the mail server are deleted: this is another installation")
    if description.addresses.media != addresses.media:
        notes.append("HEADLAND_MEDIA_URL differs: run publish_items, so that items name pictures at the new address")
    return notes


def _name_history(description: Description, beyond: int) -> None:
    """Tell copies that this log is another one, and readers that positions they have are of another count."""
    head = LogHead.objects.select_for_update().get_or_create(pk=1)[0]
    # The old log went on after the backup: nobody can know how far, but how fast at most.
    seconds = (timezone.now() - datetime.fromisoformat(description.started_at)).total_seconds()
    own = max(head.public_position, head.staff_position, head.seq, head.reset_below, beyond)
    start = own + _MARGIN + int(max(seconds, 0)) * _POSITIONS_A_SECOND
    for audience in AUDIENCES:
        column = f"{audience}_position"
        Item.objects.exclude(**{column: None}).update(**{column: F(column) + start})
        setattr(head, column, getattr(head, column) + start)
    head.reset_below = start
    head.history = uuid.uuid4().hex
    head.save()


def _move_sites(old: Addresses, new: Addresses) -> Iterator[str]:
    """Give the sites their hosts in this place."""
    moves = {
        _host(before): _host(after)
        for before, after in ((old.public, new.public), (old.staff, new.staff))
        if _host(before) != _host(after)
    }
    rows = [row for row in Site.objects.all() if (row.hostname, row.port) in moves]
    for row in rows:
        # Two may change places: none may stand in the other's way.
        Site.objects.filter(pk=row.pk).update(hostname=f"moving-{row.pk}.invalid")
    for row in rows:
        hostname, port = moves[row.hostname, row.port]
        if Site.objects.filter(hostname=hostname, port=port).exists():
            yield f"another site has the host {hostname}:{port}: set the host of {row.site_name!r} in the admin"
            continue
        Site.objects.filter(pk=row.pk).update(hostname=hostname, port=port)
        yield f"{row.site_name}: its host is now {hostname}:{port}"


def _host(address: str) -> tuple[Any, int]:
    parts = urlsplit(address)
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
