"""Errors of backups, in sentences for whoever runs the commands."""

from __future__ import annotations


class BackupError(Exception):
    """A backup or a restore cannot be done, or not as asked. The text says what to do; nothing was changed."""


class BackupDamaged(BackupError):
    """A backup file is not what was written, or no backup at all."""
