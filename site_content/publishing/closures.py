"""Closing: takes many items from readers by one row of the log, and takes the row away when each is written again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from site_content.audiences import AUDIENCES, readable_audiences
from site_content.items.closed_items import at_or_below, value_of
from site_content.items.closures import CLOSED_STATES, CLOSURE, below
from site_content.items.details import SCHEMA_VERSION
from site_content.items.ending import REMOVED
from site_content.items.models import Closure, Item, Refresh
from site_content.publishing.batch import Batch, writing
from site_content.publishing.endings import end
from site_content.publishing.global_items import BUILDERS
from site_content.publishing.record import ItemRecord, write_record
from site_content.publishing.refresh_queue import enqueue

# So few are withdrawn one by one, within the editor's own request: a row for all would only be one more.
FEW = 20
# How soon a closure looks again whether what it closes is written: one item may wait for minutes with its error.
LOOK_AGAIN = timedelta(seconds=1)
_MAX_MARKED = 500


def close_place(audience: str, path: str, groups: Sequence[str] | None = None) -> list[str]:
    """Take what lies at and below a path from an audience (or from whom ``groups`` do not let through).

    Marks it in the transaction of the change, and returns the keys that the work after the commit does before anything
    else: the closure's, or those of the items where these are few.
    """
    items = Item.objects.filter(at_or_below(path), audience=audience, state__in=CLOSED_STATES)
    keys = list(items.filter(slot="current").values_list("key", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        enqueue(keys, Refresh.TAKE_DOWN)
        return keys
    rings = None if groups is None else list(groups)
    # The last word counts: a restriction to groups is saved before its groups are.
    closure, is_new = Closure.objects.update_or_create(
        {"below": below(path), "groups": rings}, audience=audience, path=path, seq=None
    )
    return _marked([closure] if is_new else [])


def close_medium(target: str, prefix: str, valid: Collection[str] = (), audiences: Sequence[str] = AUDIENCES) -> None:
    """Take from audiences what their items name of a picture or file, all whose names begin with ``prefix``.

    ``target`` is what those items have a link to; the ``valid`` names are left alone. Where the items are few, these
    are marked to be made again before anything else, and no closure is needed.
    """
    rows = Item.objects.filter(item_links__target=target, state="live").distinct()
    for audience in audiences:
        names: set[str] = set()
        keys: dict[str, None] = {}
        shown_keys: set[str] = set()
        for key, slot, media in rows.filter(audience=audience).values_list("key", "slot", "media"):
            old = {each["name"] for each in media if each["name"].startswith(prefix)} - set(valid)
            if old:
                names |= old
                keys[key] = None
                # What readers do not see yet must not decide what they are told.
                shown_keys |= {key} if slot == "current" else set()
        is_large = len(shown_keys) > FEW
        enqueue(keys, Refresh.BELOW if is_large else Refresh.TAKE_DOWN)
        if is_large:
            _marked([Closure.objects.create(audience=audience, media=sorted(names), target=target)])


def _marked(closures: Sequence[Closure]) -> list[str]:
    keys = [_key(closure) for closure in closures]
    enqueue(keys, Refresh.TAKE_DOWN)
    return keys


def refresh_closure(number: int) -> bool:
    """Write a closure into the log, or take it away once it closes nothing more; return whether anything was written.

    Until then it looks again behind what is marked, or after a pause where that changes nothing: what it closes waits
    with an error. What lies behind it and waits for nothing is marked again: something may have come to be read again
    just as it was.
    """
    with writing() as batch:
        closure = Closure.objects.filter(pk=number).first()
        if closure is None:
            return False
        return _write(batch, closure) if closure.seq is None else _look_again(closure)


def _look_again(closure: Closure) -> bool:
    keys = _keys_behind(closure)
    if keys:
        marks = Refresh.objects.filter(key=_key(closure))
        has_looked = marks.filter(attempts__gt=0).exists()
        reasons = list(Refresh.objects.filter(key__in=keys).values_list("key", "not_before"))
        marked = {key for key, _ in reasons}
        enqueue([key for key in keys if key not in marked], Refresh.BELOW)
        # The first time at once: what lies behind it may not have been marked yet.
        is_under_way = not has_looked or any(not_before is None for _, not_before in reasons)
        later = None if is_under_way else timezone.now() + LOOK_AGAIN
        marks.create(key=_key(closure), rank=Refresh.AFTER, not_before=later, attempts=1)
        return False
    row = Item.objects.get(audience=closure.audience, path=_key(closure), slot="current")
    closure.delete()
    # Staff read every audience: what has no position of theirs was told to nobody.
    return end(row, REMOVED, is_shown=row.staff_position is not None)


def _write(batch: Batch, closure: Closure) -> bool:
    behind = Item.objects.filter(_behind(closure), audience=closure.audience, state__in=CLOSED_STATES)
    first = behind.order_by("path").values_list("groups", flat=True).first()
    if first is None:
        # Nobody reads anything there (any more): a row would tell readers of what they never saw.
        closure.delete()
        return False
    key = _key(closure)
    content_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{closure.audience}:{key}"))
    head = {"content_id": content_id, "type": CLOSURE, "audience": closure.audience, "path": key, "state": "live"}
    write_record(
        ItemRecord(
            content_id=content_id,
            key=key,
            audience=closure.audience,
            path=key,
            state="live",
            type=CLOSURE,
            body={**head, "schema_version": SCHEMA_VERSION, "value": value_of(closure)},
            # Told to those alone who could read what it closes.
            groups=tuple(first),
            is_shown=behind.filter(slot="current").exists(),
        )
    )
    row = batch.row_at(closure.audience, key, "current")
    closure.seq = row.seq if row is not None else None
    closure.save(update_fields=["seq"])
    # Menus name what is closed; everything else that does is made again as each item is.
    readers = [reader for reader in AUDIENCES if closure.audience in readable_audiences(reader)]
    enqueue([f"{name}:{reader}" for name in sorted(BUILDERS) for reader in readers], Refresh.TAKE_DOWN)
    enqueue([key], Refresh.BELOW)
    return True


def _keys_behind(closure: Closure) -> list[str]:
    """Return the keys of some items that a closure still closes, in the order of the log."""
    items = Item.objects.filter(
        _behind(closure), audience=closure.audience, state__in=CLOSED_STATES, seq__lt=closure.seq
    )
    rows = items.order_by("seq").values_list("key", "media")
    if closure.path:
        return list(dict.fromkeys(key for key, _ in rows[:_MAX_MARKED]))
    names = set(closure.media)
    users = (key for key, media in rows.iterator() if any(medium["name"] in names for medium in media))
    return list(dict.fromkeys(users))[:_MAX_MARKED]


def _behind(closure: Closure) -> Q:
    return at_or_below(closure.path) if closure.path else Q(item_links__target=closure.target)


def _key(closure: Closure) -> str:
    return f"{CLOSURE}:{closure.pk}"
