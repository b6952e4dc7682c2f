"""The intranet: a Django app of its own, above the rest of site_content."""

from django.apps import AppConfig


class IntranetConfig(AppConfig):
    """Names the app: its label is in migrations, permissions and content types."""

    name = "site_content.intranet"
    label = "intranet"
    verbose_name = "Intranet"
