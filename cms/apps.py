"""The project app: health, commands that compose the rooms."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Has no models of its own."""

    name = "cms"
