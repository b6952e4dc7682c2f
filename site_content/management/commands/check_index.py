"""``python manage.py check_index``: compare Elasticsearch with the items."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.errors import EngineUnavailable
from site_content.audiences import AUDIENCES
from site_content.followers.configured import configured_followers
from site_content.followers.drive import Driver
from site_content.followers.indexes.audit import Drift, drift, repair
from site_content.followers.indexes.configured import configured_indexes
from site_content.followers.leases import new_holder
from site_content.followers.progress import request_rebuild

MAX_SHOWN = 200


class Command(BaseCommand):
    """Compares every name and version; exits 1 on drift that is not repaired."""

    help = "Compare each audience's index with the items; --repair rewrites the entries that differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --repair and --audience."""
        parser.add_argument("--repair", action="store_true", help="rewrite the entries that differ")
        parser.add_argument("--audience", choices=AUDIENCES, help="check only this audience (default: both)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and repair if asked. Raises CommandError without Elasticsearch."""
        indexes = configured_indexes()
        if not indexes:
            raise CommandError(
                "ELASTICSEARCH_URL is not set, so there is no index. Use check_copies for embedded search"
            )
        total = 0
        for audience in [options["audience"]] if options["audience"] else indexes:
            index = indexes[audience]
            try:
                if index.current() is None:
                    raise CommandError(f"{index.read_alias} does not exist yet. Start the worker: it makes the index")
                index.refresh()
                drifts = drift(index, audience)
                self._show(audience, drifts)
                if drifts and options["repair"]:
                    written = repair(index, audience, drifts)
                    drifts = drift(index, audience)
                    self.stdout.write(f"{audience}: rewrote {written}, {len(drifts)} still differ")
                if drifts and options["repair"]:
                    # Written or deleted behind our back, with a version of its own that ours does not pass.
                    if self._make_again(f"index:{audience}"):
                        drifts = drift(index, audience)
                        self.stdout.write(f"{audience}: rebuilt from the items, {len(drifts)} still differ")
                    else:
                        self.stdout.write(f"{audience}: asked the worker to rebuild it. Run check_index again later")
            except EngineUnavailable as error:
                raise CommandError(str(error)) from error
            total += len(drifts)
        if total:
            sys.exit(1)

    def _make_again(self, name: str) -> bool:
        """Ask for a rebuild, and do it unless a worker drives the index: two at once would undo each other."""
        request_rebuild(name)
        # Between the steps of a long rebuild the lease is kept.
        driver = Driver(name, configured_followers()[name], new_holder(), lambda: driver.beat())
        try:
            driver.beat()
            return driver.step()
        finally:
            driver.stop()

    def _show(self, audience: str, drifts: list[Drift]) -> None:
        for each in drifts[:MAX_SHOWN]:
            self.stdout.write(str(each))
        self.stdout.write(f"{audience}: {len(drifts) or 'nothing'} differ{'' if len(drifts) > 1 else 's'}")
