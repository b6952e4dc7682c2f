"""A migrated database to begin from."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Path:
    """The tests' own database, as it is after migrating, in a file: migrating again would take ten seconds."""
    from django.db import connection

    path: Path = tmp_path_factory.mktemp("migrated") / "headland.sqlite3"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        connection.connection.backup(copy)
        copy.close()
    return path
