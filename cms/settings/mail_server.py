"""The mail server setting: reads a server and a sender from the environment."""

from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class MailServer(NamedTuple):
    """Where letters are taken. The way there is secret from the start with ``ssl``, after a word of it with ``tls``."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool


def mail_server(text: str) -> MailServer:
    """Read ``smtp://``, ``smtp+tls://`` or ``smtps://user:password@host:port``; user and port may be left out.

    Raises ValueError, which does not tell the password.
    """
    form = ValueError("not a mail server: use smtp://, smtp+tls:// or smtps://user:password@host:port")
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise form from None
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise form
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("give a user and a password or neither, with %3A, %40 and %2F for :, @ and / in them")
    return MailServer(
        host, port or PORTS[parts.scheme], user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps"
    )


def sender(text: str) -> str:
    """An address with or without a name, as in ``Headland <noreply@example.org>``; raises ValueError."""
    address = parseaddr(text)[1]
    name, _, host = address.partition("@")
    if not (name and host) or "\n" in text or "\r" in text:
        raise ValueError(f"not an email address: {text!r} (Headland <noreply@example.org>)")
    return text.strip()
