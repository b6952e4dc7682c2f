"""Elasticsearch indexes that follow the log, one an audience."""
