"""Tables of publishing: items, the log that orders them, and the queue of refreshes."""

import uuid

from django.conf import settings
from django.db import models
from wagtail.models import Site

from site_content.audiences import AUDIENCE_CHOICES

STATES = tuple((state, state) for state in ("live", "redirect", "gone", "withdrawn", "removed"))
SLOTS = (("current", "current"), ("scheduled", "scheduled"))


class SiteAudience(models.Model):
    """Who reads a Wagtail site. A site without a row has no audience, and publishes nothing."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="audience_row")
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    # What every path of the site begins with: empty for the first site of an audience, ``/nurses`` for another.
    path_prefix = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "path_prefix"], name="one_site_per_prefix")]

    def __str__(self) -> str:
        return f"{self.site}: {self.audience}"


class Item(models.Model):
    """One published document: the newest form of one (audience, path, slot). Rows are replaced, never deleted.

    The ``scheduled`` slot holds what takes the path over at ``live_from``. ``body`` is the exact JSON text served.
    """

    content_id = models.UUIDField(default=uuid.uuid4, db_index=True)
    # What it was made from: ``page:7``, ``~site:public``.
    key = models.CharField(max_length=60, db_index=True)
    locale = models.CharField(max_length=20, default="en")
    # Shared by the translations of one text.
    translation_key = models.UUIDField(default=uuid.uuid4, db_index=True)
    # The rings of groups of staff (site_content.items.rings) whose members may read it; empty for all of its audience.
    groups = models.JSONField(default=list)
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    path = models.CharField(max_length=700)
    slot = models.CharField(max_length=10, choices=SLOTS, default="current")
    state = models.CharField(max_length=10, choices=STATES)
    type = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)
    # Its place among what readers of each API could tell apart; null for what none of them ever saw.
    public_position = models.BigIntegerField(null=True)
    staff_position = models.BigIntegerField(null=True)
    schema_version = models.PositiveSmallIntegerField()
    body = models.TextField()
    etag = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    card = models.JSONField(null=True)
    entry = models.JSONField(null=True)
    part_paths = models.JSONField(default=list)
    # The pictures and files it names (items/media.py): they are read by who reads it, as long as it is shown.
    media = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    written_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)
    next_change_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "path", "slot"], name="one_item_per_path_and_slot")]
        # Followers read an audience in the order of the log.
        indexes = [models.Index(fields=["audience", "seq"], name="item_audience_seq")]

    def __str__(self) -> str:
        return f"{self.audience}:{self.path} {self.state} v{self.version}"


class ItemLink(models.Model):
    """An item used a target when it was made, so it is made again when the target changes.

    ``target`` is ``page:<pk>``, ``image:<pk>``, ``file:<pk>`` or ``tag:<pk>``. ``kind`` ``title`` cares for title, path
    and visibility only; ``card`` for everything a card shows.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="item_links")
    target = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "target", "kind"], name="one_link_per_item_and_target")]
        indexes = [models.Index(fields=["target", "kind"], name="item_link_target")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.target} ({self.kind})"


class LogHead(models.Model):
    """The log's newest position. Locked while a seq is taken, so commit order is seq order and there is no gap.

    ``seq`` counts every write. The other two count what readers of one API could tell apart, and nothing that is hidden
    from them; positions up to ``reset_below`` were given before they were counted so, or before a backup was restored.
    ``history`` names the log since then: by it copies are told that they follow another one.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    public_position = models.BigIntegerField(default=0)
    staff_position = models.BigIntegerField(default=0)
    reset_below = models.BigIntegerField(default=0)
    history = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return f"log at {self.seq}"


class PositionShift(models.Model):
    """What is added to the staff positions of whoever lost the right to read something, and so begins again.

    ``user`` is one person, or null for all whom groups keep out of something; it counts in copies from ``seq`` on.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField(default=0, db_index=True)
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"shift by {self.amount} from {self.seq}"


class LogEntry(models.Model):
    """One line of the log: what was written at this position. The item row holds the newest form."""

    seq = models.BigIntegerField(primary_key=True)
    content_id = models.UUIDField()
    audience = models.CharField(max_length=10)
    path = models.CharField(max_length=700)
    slot = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # An item's newest version is looked up here: rows of the item table are taken over by other pages.
        indexes = [models.Index(fields=["content_id", "version"], name="log_newest_version")]

    def __str__(self) -> str:
        return f"{self.seq}: {self.audience}:{self.path} {self.state}"


class Refresh(models.Model):
    """One reason to bring something in line with the pages: written with the change, deleted with what it made.

    ``key`` is ``page:<pk>``, ``~navigation:<audience>``, ``~closure:<pk>`` and the like. Rows are only
    added and deleted, never shared: an editor's save waits for no work under way, and work under way clears only
    the reasons it has seen. ``rank`` is by what harms readers: what they must no longer see, what an editor published,
    what lies below something that changed, what merely shows something that changed.
    """

    TAKE_DOWN, FIRST, BELOW, AFTER = 0, 1, 2, 3

    key = models.CharField(max_length=60, db_index=True)
    rank = models.PositiveSmallIntegerField(default=FIRST)
    marked_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["rank", "id"], name="refresh_in_order")]

    def __str__(self) -> str:
        return f"refresh {self.key}"


class Closure(models.Model):
    """What readers of an audience may not see from one position of the log on, said in one row for many items.

    Items below ``path`` written before ``seq`` are closed: to everybody, or (``groups``) to whom those rings do not let
    through. So are the pictures and files named in ``media``, on items of the audience written before ``seq``. ``seq``
    is null until the row is in the log. It goes when every item it closes has been written again.
    """

    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    path = models.CharField(max_length=700, blank=True)
    # What the paths below begin with; null where only media are closed.
    below = models.CharField(max_length=701, null=True)
    groups = models.JSONField(null=True)
    media = models.JSONField(default=list)
    # ``image:<pk>`` or ``file:<pk>``: the items that name the media have a link to it.
    target = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.audience}: {self.path or self.target} closed at {self.seq}"
