"""``python manage.py import_content``: imports JSON lines, Markdown with front matter and WordPress exports."""

from __future__ import annotations

import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from site_content.audiences import AUDIENCES, PUBLIC
from site_content.importing.places import NoPlace
from site_content.importing.run import Progress, Run, RunOptions
from site_content.importing.sources.kinds import KINDS
from site_content.importing.sources.readers import read
from site_content.importing.sources.source import ReadOptions


class Command(BaseCommand):
    """``manage.py import_content FILE… --under PATH``; exits 1 if any record failed."""

    help = "Import JSON lines (.jsonl), Markdown (.md or a folder) and WordPress exports (.xml); see docs/importing.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--under",
            required=True,
            metavar="PATH",
            help="path for the pages, as in /news; missing steps become sections",
        )
        parser.add_argument("--audience", choices=AUDIENCES, default=PUBLIC)
        parser.add_argument("--publish", action="store_true", help="publish the pages (default: drafts)")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace pages that an editor has changed or deleted"
        )
        parser.add_argument(
            "--files", dest="folder", type=Path, metavar="DIR", help="folder of the content's pictures and files"
        )
        parser.add_argument(
            "--type", dest="kind", choices=KINDS, default="", help="content type for records that name none"
        )
        parser.add_argument(
            "--source", default="", help="name of the source (default: its repository, site or file name)"
        )
        parser.add_argument("--source-site", action="append", default=[], metavar="[SOURCE=]URL",
                            help="address of the old site; links to pages not imported lead there")  # fmt: skip
        parser.add_argument(
            "--topics-from-tags", action="store_true", help="file pages under topics with the names of their tags"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write a report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError when nothing can be done or any record failed."""
        missing = [str(path) for path in options["files"] if not path.exists()]
        if missing:
            raise CommandError(f"no such file: {', '.join(missing)}")
        if options["folder"] and not options["folder"].is_dir():
            raise CommandError(f"not a folder: {options['folder']}")
        if options["report"] and not options["report"].parent.is_dir():
            raise CommandError(f"not a folder: {options['report'].parent}")
        reading = ReadOptions(
            options["source"][:200], options["kind"], _sites(options["source_site"]), options["folder"]
        )
        running = RunOptions(
            options["audience"], options["under"], options["publish"], options["overwrite"], options["topics_from_tags"]
        )
        with quiet(options["verbosity"]), ProgressBars() as bars:
            try:
                run = Run(running, bars)
            except NoPlace as error:
                raise CommandError(str(error)) from error
            report = run.run(document for path in options["files"] for document in read(path, reading))
        if options["report"]:
            options["report"].write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
        for line in report.lines():
            self.stdout.write(line)
        if report.failed:
            raise CommandError(f"{report.counts()['failed']} records failed")


class ProgressBars(Progress):
    """A progress bar for each phase; none where nobody looks at it (``disable=None``)."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def begin(self, phase: str, total: int | None = None) -> None:
        """Close the bar before and open one for this phase."""
        self.close()
        self._bar = tqdm(
            total=total, desc=f"{phase:8}", unit=" documents" if phase != "publish" else " items", disable=None
        )

    def step(self, count: int = 1) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(count)

    def close(self) -> None:
        """Leave the bar where it is."""
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()


@contextmanager
def quiet(verbosity: int) -> Iterator[None]:
    """Keep the lines that Wagtail logs for every save (a dozen a document) out of a run, unless they are asked for."""
    loggers = [logging.getLogger(name) for name in ("wagtail", "django_tasks")]
    before = [logger.level for logger in loggers]
    for logger in loggers if verbosity < 2 else ():
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _sites(entries: list[str]) -> dict[str, str]:
    """Return source → site address from ``[SOURCE=]URL``. Raises CommandError for what is no web address."""
    sites = {}
    for entry in entries:
        source, _, url = entry.rpartition("=")
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise CommandError(f"--source-site: not an address that begins with http:// or https://: {url!r}")
        sites[source] = url.rstrip("/")
    return sites
