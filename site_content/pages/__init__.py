"""Pages: the common page, its preview, content types and blocks."""
