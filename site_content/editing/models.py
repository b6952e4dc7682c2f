"""Tables of the editors' screens."""

from django.conf import settings
from django.db import models
from wagtail.models import Page


class Deletion(models.Model):
    """A section that an editor deleted, whose pages are unpublished, locked, and deleted one after another."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"deletion of page {self.page_id}"
