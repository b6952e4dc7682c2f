"""Password hashes made ahead: hashing takes a fifth of a second, and no transaction is open for that long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# Fields of Django's and Wagtail's forms in which a new password stands, with or without a form's prefix.
FIELDS = ("password1", "new_password1")
MAX_LENGTH = 4096
_ready: ContextVar[Mapping[str, str] | None] = ContextVar("passwords_hashed_ahead", default=None)


class ReadyHasher(PBKDF2PasswordHasher):
    """Django's hasher, which uses the hash of a new password that was made ahead of the transaction."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the hash; one made ahead has a salt of its own that is as good."""
        ready = _ready.get()
        if iterations is None and ready is not None and password in ready:
            return ready[password]
        return super().encode(password, salt, iterations)


@contextmanager
def hashed_ahead(form: Mapping[str, str]) -> Iterator[None]:
    """Hash the new password of a posted form, if it has one, and use it for what happens inside."""
    password = next((form[name] for name in form if name.endswith(FIELDS) and 0 < len(form[name]) <= MAX_LENGTH), "")
    if not password:
        yield
        return
    hasher = PBKDF2PasswordHasher()
    token = _ready.set({password: hasher.encode(password, hasher.salt())})
    try:
        yield
    finally:
        _ready.reset(token)
