"""Backups: one file with the database and all media as they were at one moment, and an installation made from it."""
