"""The peer: Wagtail's own API over the same pages, as a project with nothing else would run it."""
