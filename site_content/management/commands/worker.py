"""``python manage.py worker``: follow the log, publish what is scheduled, tidy up."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from site_content.followers.worker import Worker


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT. Several may run: they share the work by leases."""

    help = "Update copies and indexes, publish on schedule, delete old data; --once does what is due and ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --once."""
        parser.add_argument("--once", action="store_true", help="do everything that is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        worker = Worker()
        if options["once"]:
            worker.once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if not worker.run():
            sys.exit(1)
