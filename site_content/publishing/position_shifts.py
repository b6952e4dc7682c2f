"""Position shifts: whoever may read less than before is led to begin ``changes`` anew, and so drops what is not theirs.

A copy cannot tell that a person saw an item before: it hides it without a word. So their positions move up, above all
that were given before, and an older one is answered from the beginning with ``reset`` (docs/adr/0015).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.signals import m2m_changed, pre_delete, pre_save

from site_content.audiences import STAFF
from site_content.items.models import Item, LogHead, PositionShift
from site_content.items.rings import are_within
from site_content.publishing.log import lock_head


def shift_for(person: Any, seq: int) -> int:
    """Return what is added to the positions of a person in a copy that has reached ``seq``: one SELECT."""
    rows = PositionShift.objects.filter(Q(user=None) | Q(user=person.pk), seq__lte=seq)
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)


def takes_readers(row: Item | None, groups: Sequence[str]) -> bool:
    """Say whether an item that is about to be written for some groups loses readers it has now."""
    is_read = row is not None and row.audience == STAFF and row.slot == "current" and row.state != "removed"
    return row is not None and is_read and not are_within(row.groups, groups)


def shift_everybody(head: LogHead) -> None:
    """Shift the positions of all, in copies that have reached the head of the log: once for all that a batch wrote."""
    _shift(None, head, head.seq)


def _shift(user: Any, head: LogHead, seq: int = 0) -> None:
    """Write a shift of as much as positions can have grown since the count began: the next are above all of these."""
    PositionShift.objects.create(user=user, seq=seq, amount=max(head.staff_position - head.reset_below, 0) + 1)


def _on_membership(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Shift whoever leaves a group, from whichever side."""
    if action == "pre_clear":
        keys = instance.user_set.values_list("pk", flat=True) if reverse else [instance.pk]
    elif action == "post_remove":
        keys = pk_set or () if reverse else [instance.pk]
    else:
        return
    _shift_people(keys)


def _on_group_deleted(instance: Group, **kwargs: Any) -> None:
    _shift_people(instance.user_set.values_list("pk", flat=True))


def _on_person_saved(instance: Any, **kwargs: Any) -> None:
    """Shift who was a superuser: these read everything."""
    if instance.pk and not instance.is_superuser:
        _shift_people(
            type(instance)._default_manager.filter(pk=instance.pk, is_superuser=True).values_list("pk", flat=True)
        )


@transaction.atomic
def _shift_people(keys: Any) -> None:
    users = list(get_user_model()._default_manager.filter(pk__in=list(keys)))
    if users:
        head = lock_head()
        for user in users:
            _shift(user, head)


def connect() -> None:
    """Listen to what takes rights away."""
    model = get_user_model()
    m2m_changed.connect(_on_membership, sender=model.groups.through, dispatch_uid="position shifts: membership")
    pre_delete.connect(_on_group_deleted, sender=Group, dispatch_uid="position shifts: group")
    pre_save.connect(_on_person_saved, sender=model, dispatch_uid="position shifts: person")
