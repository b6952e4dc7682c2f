"""Headland Health, a health body that does not exist: content to begin with, written and drawn for this project."""
