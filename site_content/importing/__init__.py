"""The import: turns JSON lines, Markdown and WordPress exports into pages."""
