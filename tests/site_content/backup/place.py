"""An installation in a process of its own. Arguments are steps, done in turn: ``fill``, ``describe=FILE`` …"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

# What a restore ends or begins anew (tests/site_content/backup/test_new_place.py).
ENDED = {"django_session", "site_content_staffsession", "site_content_preview", "site_content_follower"}
ANEW = {
    "site_content_loghead": {"public_position", "staff_position", "reset_below", "history"},
    "site_content_item": {"public_position", "staff_position"},
    "wagtailcore_site": {"hostname", "port"},
}
PAGES, FILES = 12, 8


def fill() -> None:
    """Make accounts, pages in every state, pictures and files for both audiences, a session and a letter."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from site_content.mail.models import Letter
    from site_content.publishing.refresh import drain
    from tests.site_content.media.uploads import upload_file, upload_image

    call_command("migrate", verbosity=0)
    people = get_user_model().objects
    people.create_superuser("chief", "chief@example.org", "a long password of mine").groups.add(*Group.objects.all())
    for number in range(3):
        people.create_user(f"editor{number}", password="another long password")
    drain()
    for number in range(PAGES):
        image = upload_image(f"Picture {number}", staff=bool(number % 2), colour=f"#{number:02x}8040", size=(200, 150))
        page(number, image, live=number % 4 != 3)
    for number in range(FILES):
        upload_file(f"Leaflet {number}", number % 2 == 1, f"leaflet-{number}.pdf", b"%%PDF-1.4\n%d\n" % number * 5_000)
    drain()
    SessionStore().create()
    Letter.objects.create(sender="a@example.org", recipients=["b@example.org"], content=b"x")


def page(number: int, image: Any, live: bool = True) -> Any:
    """Make a page with a lead picture, as an editor does."""
    from wagtail.models import Page, Site

    from site_content.pages.types.news import NewsPage

    home = Site.objects.get(is_default_site=True).root_page
    fields = {"title": f"Page {number}", "summary": "Words", "lead_image": image, "lead_image_alt": "A picture"}
    child = Page.objects.get(pk=home.pk).add_child(instance=NewsPage(live=False, **fields))
    revision = child.save_revision()
    if live:
        revision.publish()
    return child


def describe(file: str) -> None:
    """Write every row of every table, and the hash of every medium, but for what begins anew."""
    from django.conf import settings
    from django.db import connection

    rows: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in ENDED:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            passed = ANEW.get(table, set())
            rows[table] = sorted(
                [str(value) for name, value in zip(names, row, strict=True) if name not in passed]
                for row in cursor.fetchall()
            )
    root = Path(settings.MEDIA_ROOT)
    media = {str(path.relative_to(root)): digest(path) for path in root.rglob("*") if path.is_file()}
    Path(file).write_text(json.dumps({"rows": rows, "media": media}))


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def backup(file: str) -> None:
    from django.core.management import call_command

    call_command("backup", file)


def backup_with_deletions(file: str) -> None:
    """Back up; when the database is read and no medium is yet, delete files and give pictures other bytes."""
    from site_content.backup.create import back_up
    from site_content.media.models import SiteFile, SiteImage
    from tests.site_content.media.uploads import picture

    def act(_: int) -> None:
        for row in SiteFile.objects.all()[:4]:
            row.delete()
        for image in SiteImage.objects.all()[:4]:
            image.file = picture("black", size=(210, 150))
            image.save()

    back_up(Path(file), [], lambda count: None, act)


def restore(file: str) -> None:
    from django.core.management import call_command

    call_command("restore_backup", file)


def restore_forced(file: str) -> None:
    from django.core.management import call_command

    call_command("restore_backup", file, force=True)


def refuse(file: str) -> None:
    """Restore over what is there; print the sentence that refuses it."""
    from django.core.management import CommandError, call_command

    for is_forced in (False, True):
        try:
            call_command("restore_backup", file, force=is_forced)
        except CommandError as error:
            print(f"refused: {error}", flush=True)


def edit() -> None:
    """Save pages, delete files and replace pictures until nobody listens; print each save that is done."""
    from site_content.media.models import SiteFile, SiteImage
    from site_content.publishing.refresh import drain
    from tests.site_content.media.uploads import picture, upload_file

    for number in range(100, 100_000):
        image = SiteImage.objects.order_by("?")[0]
        page(number, image)
        image.file = picture(f"#{number % 256:02x}20{number // 256 % 256:02x}", size=(200, 150))
        image.save()
        SiteFile.objects.order_by("?")[0].delete()
        upload_file(f"Leaflet {number}", False, f"leaflet-{number}.pdf", b"%%PDF-1.4\n%d\n" % number * 5_000)
        drain()
        print(f"saved {number}", flush=True)


def audit() -> None:
    """Print what the worker and the audits say of this place; each must find nothing."""
    from django.core.management import call_command

    for command, options in (("worker", {"once": True}), ("publish_items", {"check": True}), ("check_copies", {})):
        print(f"audit {command}", flush=True)
        with suppress(SystemExit):
            call_command(command, **options)
            print(f"{command} passes", flush=True)


def main() -> None:
    import django

    django.setup()
    for step in sys.argv[1:]:
        name, _, value = step.partition("=")
        do: Callable[..., None] = globals()[name]
        do(*([value] if value else []))


if __name__ == "__main__":
    main()
