"""Conversion: turns a source's HTML into our blocks."""
