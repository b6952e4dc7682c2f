"""Sending: delivers waiting letters one at a time, each at least once, whatever the mail server does."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from email.message import Message
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from site_content.followers.parts import part
from site_content.mail.models import Letter

logger = logging.getLogger("headland.mail")
# At most so many before the worker looks whether it should stop.
PIECE = 20
# Nobody else tries meanwhile. Longer than a mail server can keep one letter: it has a time limit for each step.
CLAIM_DURATION = timedelta(minutes=10)
MIN_PAUSE, MAX_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=5)


class StoredMessage(EmailMessage):
    """A letter as Django's mail backends take it."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(from_email=letter.sender, to=letter.recipients)
        self._content = bytes(letter.content)

    def message(self, **options: Any) -> Any:
        """Return what was written down, byte for byte."""
        return _RawMessage(self._content)


class _RawMessage(Message):
    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def as_bytes(self, *args: Any, **options: Any) -> bytes:
        return self._content


@part("mail", every=2.0)
def send_waiting() -> int:
    """Send what is due; return how many letters a mail server took. One that fails waits longer each time."""
    letter_count, connection = 0, None
    try:
        for _ in range(PIECE):
            letter = claim()
            if letter is None:
                break
            try:
                if connection is None:
                    connection = get_connection(settings.MAIL_CARRIER)
                    connection.open()
                connection.send_messages([StoredMessage(letter)])
            except Exception as error:
                postpone(letter, error)
                if is_refused(error):
                    # The server is well, and the next letter may be.
                    continue
                break
            letter.delete()
            letter_count += 1
    finally:
        if connection is not None:
            close(connection)
    return letter_count


def claim() -> Letter | None:
    """Take the letter that has waited longest for its turn, or None. Two workers never take the same one."""
    while True:
        now = timezone.now()
        letter = Letter.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk").first()
        if letter is None:
            return None
        as_seen = Letter.objects.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if as_seen.update(next_try_at=now + CLAIM_DURATION):
            return letter


def postpone(letter: Letter, error: Exception) -> None:
    """Let a letter wait after a failure; give up what will never be taken, or has not been for days."""
    now, reason = timezone.now(), f"{type(error).__name__}: {error}"[:500]
    if is_final(error) or now - letter.written_at > GIVE_UP_AFTER:
        logger.error("gave up letter %s after %s tries: %s", letter.pk, letter.tries + 1, reason)
        letter.delete()
        return
    pause = min(MIN_PAUSE * 2 ** min(letter.tries, 10), MAX_PAUSE)
    logger.warning("could not send letter %s, trying again in %s: %s", letter.pk, pause, reason)
    letter.tries, letter.next_try_at, letter.last_error = letter.tries + 1, now + pause, reason
    letter.save(update_fields=["tries", "next_try_at", "last_error"])


def is_refused(error: Exception) -> bool:
    """Say whether a server would not have this one letter, rather than none."""
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError | ValueError)


def is_final(error: Exception) -> bool:
    """Say whether asking again never helps: it has no address, or the server will not have it for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError) or (isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500)


def mail_status() -> dict[str, Any]:
    """Return ``{"waiting", "is_failing"}``: how many letters wait, and whether any of them was tried in vain."""
    return {"waiting": Letter.objects.count(), "is_failing": Letter.objects.filter(tries__gt=0).exists()}


def close(connection: Any) -> None:
    """End the conversation; a server that fails now has taken what it took."""
    try:
        connection.close()
    except OSError as error:
        logger.info("the mail server did not end the connection properly: %s", error)
