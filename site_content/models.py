"""Every model of the app, gathered where Django looks for them."""

from site_content.content_page import ContentPage
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
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.preview import Preview
from site_content.site_settings import Alert, SiteSettings
from site_content.types import *  # noqa: F403  (one import line a type, in site_content/types/__init__.py)

__all__ = [
    "AUDIENCES",
    "Alert",
    "ContentPage",
    "ImportedSource",
    "Item",
    "ItemLink",
    "LogEntry",
    "LogHead",
    "Preview",
    "Refresh",
    "SiteAudience",
    "SiteFile",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "readable_audiences",
]
