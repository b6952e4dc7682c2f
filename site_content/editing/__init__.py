"""What editors meet in the Wagtail admin beyond the editing forms."""
