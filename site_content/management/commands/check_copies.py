"""``python manage.py check_copies``: compare the published copies with the items."""

from __future__ import annotations

import sqlite3
import sys
import time
import zlib
from argparse import ArgumentParser
from typing import Any

import brotli
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from site_content.followers import progress
from site_content.followers.audit import compare, items
from site_content.followers.configured import configured_followers
from site_content.followers.copies.damage import DamagedBody
from site_content.followers.copies.lock import CopyLocked
from site_content.followers.copies.opening import CopyFile, CopyUnavailable

MAX_SHOWN = 200
PATIENCE_SECONDS = 600.0


class Command(BaseCommand):
    """Compares every row and byte; exits 1 on a difference that is not repaired."""

    help = "Compare each audience's copy with the items, byte for byte; --repair rebuilds a copy that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --repair and --audience."""
        parser.add_argument("--repair", action="store_true", help="rebuild a copy that differs")
        parser.add_argument(
            "--audience", choices=sorted(settings.COPY_FILES), help="check only this audience (default: all)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and repair if asked."""
        total = 0
        for audience in [options["audience"]] if options["audience"] else settings.COPY_FILES:
            differences = self._compare(audience)
            if differences and options["repair"]:
                self._rebuild(audience)
                differences = self._compare(audience)
            total += differences
        if total:
            sys.exit(1)

    def _compare(self, audience: str) -> int:
        copy = CopyFile(settings.COPY_FILES[audience])
        try:
            conn = copy.connection()
            if (verdict := conn.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise DamagedBody(verdict)
            differences = compare(conn, items(audience))
        except CopyUnavailable as error:
            self.stdout.write(f"{audience}: {error}")
            return 1
        except (sqlite3.Error, ValueError, TypeError, OSError, EOFError, zlib.error, brotli.error) as error:
            # Whatever bytes may be in a file that was damaged, looking at it ends in a line for people.
            self.stdout.write(f"{audience}: the file is damaged: {error}")
            return 1
        finally:
            copy.close()
        for difference in differences[:MAX_SHOWN]:
            self.stdout.write(f"  {difference}")
        self.stdout.write(f"{audience}: {f'{len(differences)} differences' if differences else 'nothing differs'}")
        return len(differences)

    def _rebuild(self, audience: str) -> None:
        """Build the copy again here, or ask the worker that follows it and wait. Raises CommandError."""
        name = next(name for name in configured_followers() if name.partition("@")[0] == f"copy:{audience}")
        follower = configured_followers()[name]()
        try:
            follower.rebuild()
            return
        except CopyLocked:
            self.stdout.write(f"{audience}: asked the worker to rebuild it")
        finally:
            follower.close()
        progress.request_rebuild(name)
        end = time.monotonic() + PATIENCE_SECONDS
        while progress.is_rebuild_requested(name):
            if time.monotonic() > end:
                raise CommandError(f"{name} is not rebuilt after {PATIENCE_SECONDS:.0f} s: look at the worker's log")
            time.sleep(0.5)
