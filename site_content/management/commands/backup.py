"""``python manage.py backup``: write one file with the database and all media, while editors go on."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from site_content.backup.create import back_up
from site_content.backup.encryption import recipients_of, write_key
from site_content.backup.errors import BackupError


class Command(BaseCommand):
    """Writes a backup. Exits 1 where there is none, 3 where bytes of media were gone before it began."""

    help = "Write one file with the database and all media; editors can go on. restore_backup makes a site of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, --recipient and --new-key."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="the file to write (default: a new one in HEADLAND_DATA/backups)"
        )
        parser.add_argument(
            "--recipient", action="append", default=[], help="encrypt for this public key of age (age1...); repeatable"
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="write a new secret key, print its public key, back nothing up"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up. Raises CommandError with what to do."""
        # Ended by a service manager, it must still take away what it has begun.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            if options["new_key"]:
                self.stdout.write(write_key(options["new_key"]))
                return
            recipients = recipients_of(options["recipient"])
            file = options["file"] or _default_file(is_encrypted=bool(recipients))
            with tqdm(desc="Backup", unit="B", unit_scale=True, disable=None, leave=False) as bar:
                backup = back_up(file, recipients, bar.update, bar.reset)
        except BackupError as error:
            raise CommandError(f"No backup: {error}") from error
        except OSError as error:
            raise CommandError(f"No backup: it cannot be written: {error.strerror or error}") from error
        description = backup.description
        self.stdout.write(
            f"{backup.file}: {backup.size:,} bytes; {description.pages} pages, {description.accounts} accounts, "
            f"{description.media} media, log at {description.seq}\nSHA-256 {backup.sha256}"
        )
        for name in backup.missing:
            self.stderr.write(
                f"{name}: its bytes were gone before the backup. Upload it again, or restore an older one"
            )
        if backup.missing:
            sys.exit(3)


def _default_file(*, is_encrypted: bool) -> Path:
    folder = Path(settings.DATA) / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"headland-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar{'.age' if is_encrypted else ''}"
