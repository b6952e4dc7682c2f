"""Every content type: one file and one line each. Django finds the models through these lines."""
# ruff: noqa: F401

from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.home import HomePage
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.pages.types.topic import TopicPage
