"""Followers of the log: keep copies and indexes up to date; the worker drives them."""
