"""Uploads looked at ahead: scanner, unpacking and redrawing take seconds, and no transaction is open for that long.

``look_ahead`` runs the checks before the transaction begins, and ``once`` gives what they came to inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from site_content.media.file_check import count_pages, refuse_unlike
from site_content.media.strip import strip
from site_content.media.upload_check import refuse_harmful
from site_content.media.virus_check import refuse_infected

Check = Callable[[Any], Any]
# Each is what SiteImage and SiteFile do with an upload, in their order; the first that refuses is the last.
PICTURE: tuple[Check, ...] = (refuse_infected, strip)
FILE: tuple[Check, ...] = (refuse_unlike, refuse_infected, refuse_harmful, count_pages)
_OUTCOMES = "_headland_outcomes"


def look_ahead(uploads: Iterable[Any]) -> None:
    """Run the checks of each upload, by its name, and remember what they came to."""
    for upload in uploads:
        extension = PurePosixPath(str(upload.name)).suffix.lower().removeprefix(".")
        checks = PICTURE if extension in settings.WAGTAILIMAGES_EXTENSIONS else FILE
        outcomes: dict[str, Any] = {}
        if upload.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE and checks is PICTURE:
            # The form refuses it unread.
            continue
        with suppress(ValidationError):
            for check in checks:
                try:
                    outcomes[check.__name__] = check(upload)
                except ValidationError as error:
                    outcomes[check.__name__] = error
                    raise
        upload.seek(0)
        setattr(upload, _OUTCOMES, outcomes)


def once(check: Check, file: Any) -> Any:
    """Return or raise what a check comes to; it is run unless it was run ahead for this upload."""
    outcomes: dict[str, Any] = getattr(getattr(file, "file", file), _OUTCOMES, {})
    if check.__name__ not in outcomes:
        return check(file)
    # Once: a redrawn picture is a file that is read to its end.
    outcome = outcomes.pop(check.__name__)
    if isinstance(outcome, ValidationError):
        raise outcome
    return outcome
