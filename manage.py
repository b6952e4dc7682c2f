#!/usr/bin/env python
"""Django's command line, with the CMS settings unless told otherwise."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.cms")
    if sys.argv[1:2] != ["worker"]:
        # A migration or an import may take long; who started it is there to stop it.
        os.environ.setdefault("HEADLAND_DATABASE_SECONDS", "0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
