"""From a source's HTML to our blocks."""
