"""Said when images or files changed collection."""

from django.dispatch import Signal

collection_changed = Signal()
