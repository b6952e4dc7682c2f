"""Every model of the app, gathered where Django looks for them."""

from site_content.content_page import ContentPage
from site_content.desk.rows import ItemQuality
from site_content.followers.rows import Follower
from site_content.importing.models import ImportedSource
from site_content.item_rows import (
    AUDIENCES,
    Item,
    ItemLink,
    LogEntry,
    LogHead,
    Refresh,
    SiteAudience,
    readable_audiences,
)
from site_content.levers.rows import HiddenResult, SynonymRule, UnspokenWord
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.outbox.rows import Letter
from site_content.preview import Preview
from site_content.readers.questions import Question
from site_content.readers.rows import Bookmark, SavedSearch
from site_content.sign_in.rows import StaffSession
from site_content.site_settings import Alert, SiteSettings
from site_content.types import *  # noqa: F403  (one import line a type, in site_content/types/__init__.py)
from site_content.usage.rows import ClickCount, Comment, CountedBatch, SearchCount, UsefulCount

__all__ = [
    "AUDIENCES",
    "Alert",
    "Bookmark",
    "ClickCount",
    "Comment",
    "ContentPage",
    "CountedBatch",
    "Follower",
    "HiddenResult",
    "ImportedSource",
    "Item",
    "ItemLink",
    "ItemQuality",
    "Letter",
    "LogEntry",
    "LogHead",
    "Preview",
    "Question",
    "Refresh",
    "SavedSearch",
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
    "readable_audiences",
]
