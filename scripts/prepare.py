"""Preparation: does everything that a site needs before its processes start. It is safe and quick to repeat."""

import os

import django
from django.core.management import call_command

from scripts.steps import step


def main() -> None:
    """Bring the database up to date, load the sample once, publish what is due, make the first accounts once.

    The worker does once what there is to do, so that the sites have something to show from their first request on.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.cms")
    with step("Bringing the database up to date"):
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    with step("Loading the sample content"):
        call_command("load_sample")
    with step("Publishing what is due, and building copies and indexes"):
        call_command("worker", once=True)
    call_command("first_editor")


if __name__ == "__main__":
    main()
