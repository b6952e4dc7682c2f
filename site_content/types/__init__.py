"""Every content type: one file and one line each. Django finds the models through these lines."""
# ruff: noqa: F401

from site_content.types.author import AuthorPage
from site_content.types.blog import BlogPage
from site_content.types.guidance import GuidancePage
from site_content.types.home import HomePage
from site_content.types.news import NewsPage
from site_content.types.section import SectionPage
from site_content.types.standard import StandardPage
from site_content.types.topic import TopicPage
