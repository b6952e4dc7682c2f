"""``python manage.py publish_items``: bring items in line with pages, and see that their media are there."""

from __future__ import annotations

import sqlite3
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from site_content.followers.audit import compare_media, items
from site_content.followers.copies.opening import CopyFile, CopyUnavailable
from site_content.media.one_folder import gather
from site_content.pages.content_page import ContentPage
from site_content.publishing.log_repair import restore_lines
from site_content.publishing.media_audit import media_faults
from site_content.publishing.repair import log_gaps, repair

# Cards are nested three deep at most (a card in a link in a card's page); more rounds than this is a loop.
MAX_ROUNDS = 6


class Command(BaseCommand):
    """Idempotent repair: prints what differed. With --check changes nothing and exits 1 on drift."""

    help = "Bring items in line with pages and print the differences; --check changes nothing and exits 1 on drift."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if anything differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run rounds until nothing differs. Exits 1 on drift with --check, and when something cannot be repaired."""
        check: bool = options["check"]
        # First: the version an item takes next is read from its lines.
        if gaps := log_gaps():
            outcome = "run publish_items without --check to restore them" if check else "restored"
            self.stdout.write(f"the log has no positions {gaps[:20]}: {outcome}")
        if gaps and not check:
            restore_lines()
        if not check:
            gather(Path(settings.MEDIA_ROOT))
        total = differences = 0
        for _ in range(1 if check else MAX_ROUNDS):
            differences = 0
            size = ContentPage.objects.count()
            for difference in tqdm(repair(check), total=size, unit="page", disable=not sys.stderr.isatty()):
                if difference is not None:
                    differences += 1
                    self.stdout.write(str(difference))
            total += differences
            if not differences:
                break
        repaired = "" if check else f", {differences} still differ" if differences else ", repaired"
        self.stdout.write("nothing differed" if not total else f"{total} differed{repaired}")
        faults = [*media_faults(), *_faults_of_copies()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            self.stdout.write(f"{len(faults)} faults of media")
        if differences or log_gaps() or faults:
            sys.exit(1)


def _faults_of_copies() -> Iterator[str]:
    """Yield where a copy that there is says otherwise than the items who may read which medium."""
    for audience, file in settings.COPY_FILES.items():
        copy = CopyFile(file)
        try:
            differences = compare_media(copy.connection(), items(audience))
        except CopyUnavailable:
            continue
        except sqlite3.Error as error:
            yield f"{audience} copy: the file is damaged: {error}. Run check_copies --repair"
            continue
        finally:
            copy.close()
        yield from (f"{audience} copy: {each}. Run check_copies --repair" for each in differences)
