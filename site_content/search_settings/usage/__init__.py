"""Usage counts by day, never by person: searches, clicks on results, page feedback."""
