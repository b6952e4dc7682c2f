"""While the database is away editors read that nothing was saved and lose no text; clients get problem+json."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from cms.internal import database_away
from site_content import episodes

pytestmark = pytest.mark.django_db
PAGE = "/admin/pages/add/site_content/standardpage/1/"
AWAY = OperationalError("connection to server at 10.0.0.1 failed: Connection refused")


@contextmanager
def outage(error: Exception) -> Iterator[None]:
    """Let every statement fail so."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", fail)
        yield


@pytest.fixture
def client(admin_user: Any) -> Client:
    """An editor who is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("error", [AWAY, InterfaceError("connection already closed"),
                                   OperationalError("canceling statement due to statement timeout")])  # fmt: skip
def test_an_editor_reads_that_nothing_was_saved_and_may_send_the_form_again(client: Client, error: Exception) -> None:
    text = 'Wash your hands <b> "often" & well'
    with outage(error):
        got = client.post(PAGE, {"title": "Hands", "body-0-value": text, "tags": ["a", "b"]})
    page = got.content.decode()
    assert (got.status_code, got["Retry-After"], got["Cache-Control"]) == (503, "5", "private, no-store")
    assert "Nothing was saved. Try again in a moment." in page
    assert f'<form method="post" action="{PAGE}">' in page
    assert "Wash your hands &lt;b&gt; &quot;often&quot; &amp; well</textarea>" in page
    assert page.count('<textarea name="tags" hidden>') == 2
    assert "10.0.0.1" not in page


def test_a_reader_of_the_admin_is_told_to_try_again(client: Client) -> None:
    with outage(AWAY):
        got = client.get("/admin/pages/?a=1")
    assert (got.status_code, "Nothing was saved" in got.content.decode()) == (503, False)
    assert '<a class="again" href="/admin/pages/?a=1">Try again</a>' in got.content.decode()


def test_a_password_is_in_no_page() -> None:
    client = Client(raise_request_exception=False)
    with outage(AWAY):
        got = client.post("/admin/login/", {"username": "me", "password": "correct horse"})
    assert (got.status_code, b"correct horse" in got.content) == (503, False)


def test_clients_get_problem_json(client: Client) -> None:
    with outage(AWAY):
        got = client.get("/api/staff/v1/me")
    assert (got.status_code, got["Content-Type"], got["Retry-After"]) == (503, "application/problem+json", "5")
    assert got.json()["detail"] == "The database does not answer. Nothing was saved. Try again in a moment."


def test_a_fault_of_ours_is_still_one(client: Client) -> None:
    with outage(OperationalError("no such table: site_content_item")):
        assert client.get("/admin/pages/").status_code == 500


def test_an_outage_is_one_line_when_it_begins_and_one_when_it_ends(client: Client) -> None:
    lines: list[logging.LogRecord] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record)

    handler = Lines()
    requests = logging.getLogger("django.request")
    requests.addHandler(handler)
    episodes.logger.addHandler(handler)
    database_away.episode.end()
    lines.clear()
    try:
        with outage(AWAY):
            for _ in range(20):
                client.get("/admin/pages/")
        database_away.connection_created.send(sender=None, connection=None)
    finally:
        requests.removeHandler(handler)
        episodes.logger.removeHandler(handler)
    told = [(line.getMessage().partition(":")[2].strip()[:20], line.exc_info) for line in lines]
    assert told == [("OperationalError('co", None), ("works again after 20", None)]
