"""Bringing content in: JSON lines, Markdown and WordPress exports become pages."""
