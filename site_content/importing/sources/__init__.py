"""Source formats of the import."""
