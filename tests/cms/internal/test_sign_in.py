"""Sign-in and resets: limited for each address, and never inside a write transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from site_content.media import virus_check

LOGIN, RESET = "/admin/login/", "/admin/password_reset/"
PASSWORD = "sunlight on the water 7"


@pytest.fixture
def client(settings: Any, tmp_path: Path, db: None) -> Client:
    settings.DATA = tmp_path
    get_user_model().objects.create_superuser("hand", "hand@localhost.example", PASSWORD)
    return Client()


def test_who_guesses_must_wait_and_others_need_not(client: Client, settings: Any) -> None:
    settings.SIGN_IN_RATE = "3/min"
    guesses = [client.post(LOGIN, {"username": "hand", "password": f"wrong {n}"}) for n in range(4)]
    assert [answer.status_code for answer in guesses] == [200, 200, 200, 429]
    told = guesses[-1]
    assert 1 <= int(told["Retry-After"]) <= 20
    assert f"Too many attempts from your address. Try again in {told['Retry-After']} seconds." in told.text
    assert 'value="hand"' in told.text
    assert "wrong 3" not in told.text
    right = {"username": "hand", "password": PASSWORD}
    assert client.post(LOGIN, right).status_code == 429
    assert client.post(LOGIN, right, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_mailbox_is_not_flooded(client: Client, settings: Any) -> None:
    settings.RESET_RATE = "2/hour"
    answers = [client.post(RESET, {"email": "hand@localhost.example"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 429, 429]
    assert 'value="hand@localhost.example"' in answers[-1].text
    assert len(mail.outbox) <= 2


def test_passwords_are_hashed_outside_of_transactions(client: Client, settings: Any, monkeypatch: Any) -> None:
    settings.PASSWORD_HASHERS = ["site_content.accounts.hashing.ReadyHasher"]
    user = get_user_model().objects.get()
    user.set_password(PASSWORD)
    user.save()
    inside, outside = [], len(connection.atomic_blocks)
    encode = PBKDF2PasswordHasher.encode

    def watched(self: Any, *args: Any) -> str:
        inside.append(len(connection.atomic_blocks) > outside)
        return encode(self, *args)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", watched)
    assert client.post(LOGIN, {"username": "hand", "password": PASSWORD}).status_code == 302
    new = "moonlight on the water 8"
    form = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    form |= {"name_email-first_name": "H", "name_email-last_name": "A", "name_email-email": "hand@localhost.example"}
    form |= {"locale-preferred_language": "", "locale-current_time_zone": "", "theme-theme": "system"}
    form |= {"theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    assert client.post("/admin/account/", form).status_code == 302
    other = {"username": "other", "email": "other@localhost.example", "first_name": "O", "last_name": "T"}
    other |= {"password1": new, "password2": new, "is_active": "on"}
    assert client.post(reverse("wagtailusers_users:add"), other).status_code == 302
    assert inside
    assert not any(inside)
    for name in ("hand", "other"):
        assert check_password(new, get_user_model().objects.get(username=name).password)


def test_uploads_are_looked_at_outside_of_transactions(client: Client, settings: Any, monkeypatch: Any) -> None:
    settings.CLAMD = "127.0.0.1:1"
    inside, outside = [], len(connection.atomic_blocks)

    def scan(file: Any, address: str) -> str:
        inside.append(len(connection.atomic_blocks) > outside)
        return "Eicar-Test" if b"EICAR" in file.read() else ""

    monkeypatch.setattr(virus_check, "scan", scan)
    client.force_login(get_user_model().objects.get())
    from django.core.files.uploadedfile import SimpleUploadedFile

    for text, count in ((b"plain words", 1), (b"EICAR", 1)):
        upload = SimpleUploadedFile("a.txt", text, "text/plain")
        client.post("/admin/documents/multiple/add/", {"title": "A", "files[]": upload, "collection": "1"})
        assert get_document_model().objects.count() == count
    assert inside == [False, False]
