"""``python manage.py load_sample``: a believable site to begin with, once."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from site_content.sample import media
from site_content.sample.errors import NotSafe, SampleError
from site_content.sample.load import has_content, load
from site_content.sample.page_files import read_pages


class Command(BaseCommand):
    """Idempotent: a site with content is left as it is. HEADLAND_SAMPLE=0 skips it."""

    help = "Load the sample content into an empty site; --force adds it to other pages if its addresses are free."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --force."""
        parser.add_argument("--force", action="store_true", help="load even if the site has content")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say in one line why not. Raises CommandError when --force would touch what somebody made."""
        if not options["force"]:
            if not settings.SAMPLE:
                self.stdout.write("Sample content: skipped, as HEADLAND_SAMPLE says")
                return
            if has_content():
                self.stdout.write("Sample content: not loaded, the site has content already")
                return
        started = time.monotonic()
        # Hundreds of lines that a page was published would drown the one that matters.
        logging.disable(logging.INFO)
        try:
            # disable=None: no bar where nobody looks at it.
            with tqdm(total=media.count() + len(read_pages()), desc="Sample content", disable=None, leave=False) as bar:
                pages = load(lambda done: bar.update())
        except (NotSafe, SampleError) as error:
            raise CommandError(f"Sample content: {error}") from error
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(f"Sample content: {pages} pages published in {time.monotonic() - started:.0f} s")
