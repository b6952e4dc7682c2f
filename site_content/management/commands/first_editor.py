"""``python manage.py first_editor``: creates an account to sign in with on the first day."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

EDITOR = ("editor", "editor@example.org")
READER = ("reader", "reader@example.org")
READERS = "Staff readers"
# Four of these words and four digits are over 40 bits: enough for a door that a person types at.
WORDS = (Path(__file__).parents[1] / "password_words.txt").read_text(encoding="utf-8").split()


def readable_password() -> str:
    """Return a password a person can read out and type."""
    words = [secrets.choice(WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(9_000) + 1_000}"])


class Command(BaseCommand):
    """Makes the first editor, who may do everything, and a reader of the staff site; prints them once."""

    help = "Create the first editor and a staff reader and print their passwords once. Do nothing if an editor exists."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both accounts in one transaction, or do nothing."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        accounts = []
        with transaction.atomic():
            for (name, email), make in ((EDITOR, users.create_superuser), (READER, users.create_user)):
                if not users.filter(username=name).exists():
                    password = readable_password()
                    user = make(name, email, password)
                    if name == READER[0]:
                        user.groups.add(Group.objects.get_or_create(name=READERS)[0])
                    accounts.append((name, password))
        if not accounts:
            return
        about = {EDITOR[0]: "signs in to the CMS, and may do everything", READER[0]: "reads the staff site"}
        lines = [f"  {name:8} password  {password:40} {about[name]}" for name, password in accounts]
        line = "-" * max(map(len, lines))
        self.stdout.write(
            "\n".join([line, "Your accounts. Save these passwords now: Headland shows them only once.", *lines, line])
        )
