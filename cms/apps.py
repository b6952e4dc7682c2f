"""The project app: health, commands that compose the rooms."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Has no models of its own."""

    name = "cms"

    def ready(self) -> None:
        """Let the staff API know whose positions begin anew: the public process has no database to look in."""
        from cms.api import reader
        from site_content.publishing.position_shifts import shift_for

        reader.shift_for = shift_for
