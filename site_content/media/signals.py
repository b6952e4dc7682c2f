"""Signals of media: tell when images or files change collection."""

from django.dispatch import Signal

collection_changed = Signal()
