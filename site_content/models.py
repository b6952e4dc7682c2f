"""Every model of the app, gathered where Django looks for them (those of the intranet are an app of their own)."""

from site_content.accounts.models import StaffSession
from site_content.editing.desk.models import ItemQuality
from site_content.editing.models import Deletion
from site_content.followers.models import Follower
from site_content.importing.models import ImportedSource
from site_content.items.facet_targets import FacetTarget
from site_content.items.models import (
    Closure,
    Item,
    ItemLink,
    LogEntry,
    LogHead,
    PositionShift,
    Refresh,
    SiteAudience,
)
from site_content.mail.models import Letter
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.pages.content_page import ContentPage
from site_content.pages.preview import Preview
from site_content.pages.types import *  # noqa: F403  (one import line a type, in site_content/pages/types/__init__.py)
from site_content.publishing.obstacles import Obstacle
from site_content.search_settings.answer_models import SearchAnswer
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord
from site_content.search_settings.usage.models import ClickCount, Comment, CountedBatch, SearchCount, UsefulCount
from site_content.site.settings import Alert, SiteSettings

__all__ = [
    "Alert",
    "ClickCount",
    "Closure",
    "Comment",
    "ContentPage",
    "CountedBatch",
    "Deletion",
    "FacetTarget",
    "Follower",
    "HiddenResult",
    "ImportedSource",
    "Item",
    "ItemLink",
    "ItemQuality",
    "Letter",
    "LogEntry",
    "LogHead",
    "Obstacle",
    "PositionShift",
    "Preview",
    "Refresh",
    "SearchAnswer",
    "SearchCount",
    "SiteAudience",
    "SiteFile",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StaffSession",
    "SynonymRule",
    "UnspokenWord",
    "UsefulCount",
]
