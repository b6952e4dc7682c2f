"""Editors' screens in the Wagtail admin beyond the editing forms."""
