"""The email backend of Django: stores every letter, from Wagtail or from us, instead of sending it."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from site_content.mail.models import Letter


class OutboxBackend(BaseEmailBackend):
    """Keeps letters in the database for the worker (EMAIL_BACKEND).

    They are part of the request's transaction: what is rolled back is not told of, what is committed is not forgotten,
    and nobody waits for a mail server.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each down; return how many. Raises ValueError for a header of several lines."""
        domain = urlsplit(settings.CMS_URL).hostname or "localhost"
        letters = []
        for each in email_messages:
            if not each.recipients():
                continue
            # Django would ask the network for this machine's name, and tell it.
            each.extra_headers.setdefault("Message-ID", make_msgid(domain=domain))
            # Lines end as they do on the wire, which Django's own messages know of.
            content = each.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            letters.append(Letter(sender=each.from_email, recipients=each.recipients(), content=content))
        Letter.objects.bulk_create(letters)
        return len(letters)
