"""``python manage.py restore_backup FILE``: make this installation what a backup holds."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from site_content.backup.encryption import identities_of
from site_content.backup.errors import BackupError
from site_content.backup.restore import restore, verify

_NEXT = """Now start the worker and the CMS. The worker builds copies and indexes anew, readers' positions begin anew,
and everybody signs in again. What was published, withdrawn or restricted since then is as it was before: look at it."""


class Command(BaseCommand):
    """Restores a backup, or with --verify compares its hashes. Exits 1 where nothing was restored."""

    help = "Make this installation what a backup holds; --verify only compares every hash of the backup."
    # An empty place has no tables to look at.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, --key, --verify and --force."""
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--key", type=Path, help="the file of the secret key, for an encrypted backup")
        parser.add_argument("--verify", action="store_true", help="compare every hash and change nothing")
        parser.add_argument("--force", action="store_true", help="overwrite the database and media that are here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore or verify. Raises CommandError with what to do."""
        # Ended by a service manager, it must still put back what it has begun to replace.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            identities = identities_of(options["key"]) if options["key"] else []
            with tqdm(desc="Restore", unit="B", unit_scale=True, disable=None, leave=False) as bar:
                if options["verify"]:
                    restored = verify(options["file"], identities, bar.update, bar.reset)
                else:
                    restored = restore(options["file"], identities, bar.update, bar.reset, is_forced=options["force"])
        except BackupError as error:
            raise CommandError(f"Nothing is restored: {error}") from error
        except OSError as error:
            raise CommandError(f"Nothing is restored: {error}") from error
        description = restored.description
        self.stdout.write(
            f"{'Whole' if options['verify'] else 'Restored'}: {description.pages} pages, "
            f"{description.accounts} accounts, {description.media} media, log at {description.seq}; of "
            f"{description.started_at}, Headland {description.version}, {description.engine}"
        )
        for name in restored.manifest.missing:
            self.stdout.write(f"{name}: its bytes were gone before the backup")
        for note in restored.notes:
            self.stdout.write(note)
        if not options["verify"]:
            self.stdout.write(_NEXT)
