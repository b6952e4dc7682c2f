"""``ContentPage``: the fields and the form that every content type shares."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from site_content.items.details import Details, facet_lines
from site_content.items.facets import declare
from site_content.items.link_resolver import LinkResolver
from site_content.pages.front_end import FrontEndPage
from site_content.pages.page_list_field import PageChoices
from site_content.pages.path_length import ContentPageForm, check_path_length
from site_content.pages.privacy import copy_rings_of

END_STATES = (
    ("gone", "Say that the page has been removed"),
    ("withdrawn", "Say that the page was withdrawn, and why"),
    ("redirect", "Send readers to another page"),
)
PRESERVED_FIELDS = ("content_id", "origin", "end_state", "end_reason", "end_redirect_page_id", "end_redirect_url")
ALT_HELP = "Describe the picture for people who cannot see it. Leave empty to use the image's own description"
TYPES: dict[str, type[ContentPage]] = {}


def listed_types() -> list[tuple[str, str]]:
    """Return ``(item_type, listed_as)`` of every type that a section can list. Complete once models are loaded."""
    listed = [(each.list_order, name, each.listed_as) for name, each in TYPES.items() if each.listed_as]
    return [(name, words) for _, name, words in sorted(listed)]


class PageTag(TaggedItemBase):
    """A tag on a page."""

    content_object = ParentalKey("site_content.ContentPage", related_name="tagged_items", on_delete=models.CASCADE)


class ContentPage(FrontEndPage, Page):
    """A page that becomes an item.

    A content type subclasses it with ``item_type`` (its name in the API) and ``Details`` (its own part of the item).
    """

    is_creatable = False  # only its content types are; Wagtail does not hand this down
    base_form_class = ContentPageForm
    item_type: ClassVar[str] = ""
    Details: ClassVar[type[Details]] = Details
    type_panels: ClassVar[list[Any]] = []
    # What a section that lists pages of this type is called in its form; empty: no section can. Lowest order first.
    listed_as: ClassVar[str] = ""
    list_order: ClassVar[int] = 100
    # Told by date: cards show the day, and the sites' feeds have the newest.
    is_dated: ClassVar[bool] = False
    # The keys extra_links() gives, so that the JSON Schema names them.
    link_names: ClassVar[tuple[str, ...]] = ()

    content_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Its own content id once it is saved. Whatever copies the rows of a page copies this too and not the content id:
    # before its first save a copy thus names its source, and what closes the source closes the copy.
    origin = models.UUIDField(null=True, editable=False)
    summary = models.TextField(blank=True, max_length=400, help_text="One or two sentences, shown in lists and results")
    search_keywords = models.TextField(
        "keywords and synonyms",
        blank=True,
        max_length=2000,
        help_text="Words that people search for but the page does not use: abbreviations, everyday names, spellings",
    )
    topics = ParentalManyToManyField("site_content.TopicPage", blank=True, related_name="pages_about")
    tags = ClusterTaggableManager(through=PageTag, blank=True)
    lead_image = models.ForeignKey(
        "site_content.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_image_alt = models.CharField("alternative text", max_length=300, blank=True)
    lead_image_decorative = models.BooleanField(
        "decorative", default=False, help_text="The picture adds nothing to the text. Screen readers skip it"
    )
    social_image = models.ForeignKey(
        "site_content.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    change_note = models.CharField(max_length=500, blank=True, help_text="Tell readers and subscribers what changed")
    related = ParentalManyToManyField("self", blank=True, symmetrical=False, related_name="related_from")

    end_state = models.CharField(max_length=10, choices=END_STATES, default="gone", editable=False)
    end_reason = models.TextField(blank=True, max_length=2000, editable=False)
    end_redirect_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    end_redirect_url = models.URLField(blank=True, editable=False)

    exclude_fields_in_copy = ["content_id", "end_state", "end_reason", "end_redirect_page", "end_redirect_url"]
    search_panels = [
        FieldPanel("topics", widget=PageChoices("site_content.TopicPage", "topic")),
        FieldPanel("tags"),
        FieldPanel("search_keywords"),
        FieldPanel("related", widget=PageChoices("site_content.ContentPage", "related page")),
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            "For search engines and sharing",
        ),
    ]
    settings_panels = [
        FieldPanel("change_note"), FieldPanel("slug"), FieldPanel("show_in_menus"), PublishingPanel(),
    ]  # fmt: skip

    class Meta:
        verbose_name = "page"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the content type and its facets, and give it the common form around its own panels."""
        super().__init_subclass__(**kwargs)
        if cls.item_type and not cls.__dict__.get("_deferred", False):
            TYPES[cls.item_type] = cls
            for _, facet in facet_lines(cls.Details):
                declare(facet)
        if "edit_handler" not in cls.__dict__:
            cls.edit_handler = cls.tabs()

    @classmethod
    def tabs(cls) -> TabbedInterface:
        """Return the editing form: content first, then search and topics, then settings."""
        content = [
            TitleFieldPanel("title"),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("lead_image"),
                    FieldPanel("lead_image_alt", help_text=ALT_HELP),
                    FieldPanel("lead_image_decorative"),
                ],
                "Picture",
            ),
            *cls.type_panels,
        ]
        return TabbedInterface(
            [
                ObjectList(content, heading="Content"),
                ObjectList(cls.search_panels, heading="Search and topics"),
                ObjectList(cls.settings_panels, heading="Settings"),
            ]
        )

    @property
    def shown_date(self) -> datetime | None:
        """When readers are told it was published; types that let an editor set it override this."""
        moment: datetime | None = self.first_published_at
        return moment

    def extra_links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return the type's own ``links``: name → cards. Most types have none."""
        return {}

    def is_result(self, body: dict[str, Any]) -> bool:
        """Say whether search may answer with the page whose item is ``body``."""
        return True

    def part_paths(self, details: dict[str, Any]) -> list[str]:
        """Return further paths that answer this item (guidance parts)."""
        return []

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return this page as a revision has it. Who it is, and how it once ended, are not the revision's to say."""
        page = super().with_content_json(content)
        for name in PRESERVED_FIELDS:
            setattr(page, name, getattr(self, name))
        return page

    def clean(self) -> None:
        """Refuse an address that is too long. Raises ValidationError."""
        super().clean()
        if self.depth and self.depth > 1:
            check_path_length(self, self.get_parent(), self.slug)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save. A published page has not ended; an alias is another page than the one it shows."""
        # Item paths are lower case: "Flu" beside "flu" would be two pages at one address.
        self.slug = self.slug.lower()  # type: ignore[has-type]
        if self._state.adding and self.alias_of_id is not None:
            self.content_id = uuid.uuid4()
        if self.live and kwargs.get("update_fields") is None:
            self.end_state, self.end_reason, self.end_redirect_page_id, self.end_redirect_url = "gone", "", None, ""
        is_copy = self._state.adding and self.alias_of_id is None and self.origin not in (None, self.content_id)
        origin, self.origin = self.origin, self.content_id
        with transaction.atomic():
            saved = super().save(*args, **kwargs)
            if is_copy and origin is not None:
                copy_rings_of(origin, self)
        return saved

    # Wagtail saves and then signals, outside a transaction. Together or not at all: a killed process must not
    # leave a page without its mark for the log.

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision of this page, in one transaction with what follows from it."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Unpublish this page, in one transaction with what follows from it."""
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Move this page, in one transaction with what follows from it."""
        with transaction.atomic():
            return super().move(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete this page, in one transaction with what follows from it."""
        with transaction.atomic():
            return super().delete(*args, **kwargs)
