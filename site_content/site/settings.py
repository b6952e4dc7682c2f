"""Site settings: a site's name, footer and contact; and alerts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from site_content.pages.blocks.body_block import INLINE_FEATURES
from site_content.pages.blocks.link import LinkBlock
from site_content.pages.blocks.stream import BlocksField

MAX_COLUMNS = 6
MAX_LINKS = 20
LEVELS = (
    ("information", "Information"),
    ("warning", "Warning"),
    ("urgent", "Urgent"),
    ("emergency", "Emergency"),
)
SHOWN_ON = (("public", "The public site"), ("staff", "The staff site"), ("both", "Both sites"))
PATH = RegexValidator(r"\A/(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?\Z", "Begin with / and use lowercase letters, as in /news")


class FooterField(BlocksField):
    """Columns of links."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return a stream of columns."""
        links = ListBlock(LinkBlock(label="Link"), min_num=1, max_num=MAX_LINKS, label="Links")
        column = StructBlock([("title", CharBlock(max_length=100)), ("links", links)], label="Column", icon="list-ul")
        return StreamBlock([("column", column)], max_num=MAX_COLUMNS)


class OneLinkField(BlocksField):
    """No link, or one."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return a stream of at most one link."""
        return StreamBlock([("link", LinkBlock())], max_num=1)


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting):
    """What a site says of itself on every page."""

    name = models.CharField(max_length=100, default="Headland Health", help_text="Shown in the header of every page")
    description = models.TextField(max_length=300, blank=True, help_text="One sentence for search engines and feeds")
    contact_email = models.EmailField("email", blank=True)
    contact_phone = models.CharField("telephone", max_length=50, blank=True)
    contact = RichTextField("other ways to contact you", blank=True, max_length=2_000, features=INLINE_FEATURES)
    footer = FooterField(blank=True, help_text="Columns of links at the foot of every page")

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("description")], "The site"),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_phone"), FieldPanel("contact")], "Contact"),
        FieldPanel("footer"),
    ]

    class Meta:
        verbose_name = "site settings"

    def __str__(self) -> str:
        return self.name


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts, found by where and when they show."""

    def for_audience(self, audience: str) -> AlertQuerySet:
        """Return the alerts meant for a site's audience."""
        return self.filter(shown_on__in=[audience, "both"])

    def not_over(self) -> AlertQuerySet:
        """Return the alerts that show now or will."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()))

    def begun(self) -> AlertQuerySet:
        """Return the alerts whose start is not still to come."""
        return self.filter(Q(starts_at__isnull=True) | Q(starts_at__lte=timezone.now()))


class Alert(models.Model):
    """A banner over every page, or over the pages of one section, for a time."""

    level = models.CharField(max_length=20, choices=LEVELS, default="information")
    title = models.CharField(max_length=120)
    text = RichTextField(blank=True, max_length=1_000, features=INLINE_FEATURES)
    link = OneLinkField(blank=True)
    shown_on = models.CharField(max_length=10, choices=SHOWN_ON, default="public")
    path_prefix = models.CharField(
        "only on pages under",
        max_length=255,
        blank=True,
        validators=[PATH],
        help_text="For example /vaccinations, for that page and the pages below it. Leave empty for every page",
    )
    starts_at = models.DateTimeField("from", null=True, blank=True, help_text="Leave empty to show it now")
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="Leave empty to show it until you delete it"
    )

    objects = AlertQuerySet.as_manager()
    panels = [
        FieldPanel("level"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("link"),
        MultiFieldPanel([FieldPanel("shown_on"), FieldPanel("path_prefix")], "Where"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])], "When"),
    ]

    class Meta:
        ordering = ["-starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an end before the start."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The end must be after the start."})

    def shows(self) -> str:
        """Return ``now``, ``later`` or ``over``, for the list in the admin."""
        now = timezone.now()
        if self.ends_at and self.ends_at <= now:
            return "over"
        return "later" if self.starts_at and self.starts_at > now else "now"
