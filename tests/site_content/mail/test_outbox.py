"""Letters are written with what they tell of, and reach a mail server however often it fails."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from email.policy import default
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage, send_mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Site, Workflow

from site_content.followers.parts import PARTS
from site_content.intranet.models import MAX_QUESTION
from site_content.intranet.questions import ask
from site_content.mail import sending
from site_content.mail.check import check_mail
from site_content.mail.models import Letter
from site_content.pages.types.guidance import GuidancePage
from tests.site_content.mail.mail_server import Post, mail_server

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """A mail server, which the settings name."""
    with mail_server() as post:
        settings.EMAIL_BACKEND = "site_content.mail.backend.OutboxBackend"
        settings.MAIL_CARRIER, settings.EMAIL_TIMEOUT = SMTP, 20
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.CMS_URL = "https://cms.headland.example"
        settings.DEFAULT_FROM_EMAIL = "Headland <noreply@headland.example>"
        yield post


def write(to: str = "own@example.org", subject: str = "Hello") -> None:
    send_mail(subject, "Prynhawn da, sut dŵr?", None, [to])


def due_again() -> None:
    """Let all the time pass that a failed letter waits."""
    Letter.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def person(name: str, group: str = "") -> Any:
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x")
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def test_a_letter_is_written_then_sent_as_it_was_written(post: Post) -> None:
    EmailMessage("Ŷ", "Sut dŵr?\n.\nDiwedd", to=["a@example.org"], bcc=["b@example.org"]).send()
    assert (Letter.objects.count(), post.calls) == (1, 0)
    assert PARTS["mail"].run() == 1
    ((sender, recipients, content),) = post.taken
    letter = message_from_string(content, policy=default)
    assert (sender, recipients) == ("noreply@headland.example", ["a@example.org", "b@example.org"])
    assert (letter["From"], letter["To"], letter["Bcc"]) == (
        "Headland <noreply@headland.example>",
        "a@example.org",
        None,
    )
    assert (letter["Subject"], Letter.objects.count(), PARTS["mail"].run()) == ("Ŷ", 0, 0)
    # The name of a machine is nobody's affair, and looking it up may take its time.
    assert letter["Message-ID"].endswith("@cms.headland.example>")


def test_what_is_rolled_back_is_not_told_of(post: Post) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert (sending.send_waiting(), post.calls) == (0, 0)


def test_one_conversation_sends_many(post: Post) -> None:
    for number in range(sending.PIECE + 1):
        write(f"reader{number}@example.org")
    assert (sending.send_waiting(), post.calls) == (sending.PIECE, 1)
    assert (sending.send_waiting(), post.calls, Letter.objects.count()) == (1, 2, 0)


@pytest.mark.parametrize(
    "says",
    [{"HELLO": "554 go away"}, {"MAIL": "451 later"}, {"RCPT": "450 later"}, {"DATA": "452 full"}, {"EHLO": "silence"}],
)
def test_no_trouble_of_the_server_loses_a_letter(post: Post, settings: Any, says: dict[str, str]) -> None:
    write()
    post.says, settings.EMAIL_TIMEOUT = says, 0.3
    assert sending.send_waiting() == 0
    letter = Letter.objects.get()
    assert (letter.tries, letter.last_error != "") == (1, True)
    # Not at once again, and longer each time.
    assert (sending.send_waiting(), post.calls) == (0, 1)
    due_again()
    sending.send_waiting()
    assert Letter.objects.get().next_try_at - letter.next_try_at > timedelta(seconds=25)
    due_again()
    post.says, settings.EMAIL_TIMEOUT = {}, 20
    assert (sending.send_waiting(), len(post.taken), Letter.objects.count()) == (1, 1, 0)


def test_a_server_that_is_not_there_is_waited_for(post: Post, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    write()
    assert (sending.send_waiting(), sending.mail_status()) == (0, {"waiting": 1, "is_failing": True})
    settings.EMAIL_PORT = post.port
    due_again()
    assert (sending.send_waiting(), sending.mail_status()) == (1, {"waiting": 0, "is_failing": False})


@pytest.mark.dated
def test_a_letter_that_is_refused_keeps_no_other(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    write("bad@example.org")
    write("not an address@")
    write("good@example.org")
    Letter.objects.update(next_try_at=timezone.now())
    post.says = {"RCPT": "550 nobody of that name"}
    with caplog.at_level(logging.ERROR, "headland.mail"):
        assert sending.send_waiting() == 0
    assert Letter.objects.count() == 0
    assert ["after 1 tries" in record.getMessage() for record in caplog.records] == [True] * 3
    post.says = {}
    write("not an address@")
    write("good@example.org")
    assert (sending.send_waiting(), [recipients for _, recipients, _ in post.taken]) == (1, [["good@example.org"]])


@pytest.mark.dated
def test_what_nobody_took_for_days_is_given_up(post: Post, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    write()
    Letter.objects.update(written_at=timezone.now() - sending.GIVE_UP_AFTER - timedelta(seconds=1))
    assert (sending.send_waiting(), Letter.objects.count()) == (0, 0)


def test_two_workers_never_take_the_same_letter(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    first = sending.claim()
    assert first is not None
    assert sending.claim() is None
    # The first one was killed: another tries when its time is over.
    due_again()
    second = sending.claim()
    assert second is not None
    assert second.pk == first.pk


def test_only_a_refusal_for_good_is_final() -> None:
    refused = smtplib.SMTPRecipientsRefused
    assert [sending.is_final(refused({"a": (code, b"")})) for code in (450, 550)] == [False, True]
    assert not sending.is_final(refused({"a": (550, b""), "b": (450, b"")}))
    assert [sending.is_final(smtplib.SMTPDataError(code, "")) for code in (451, 554)] == [False, True]
    assert not sending.is_final(smtplib.SMTPAuthenticationError(535, "wrong password"))


def test_a_question_reaches_the_owner_who_can_reply(post: Post, settings: Any) -> None:
    settings.STAFF_URL = settings.PUBLIC_URL = "https://staff.example"
    ann, owner = person("ann"), person("owner")
    page = GuidancePage(title="Flu", owner=owner)
    Site.objects.get(audience_row__audience="staff").root_page.add_child(instance=page)
    ask(ann, page, "Is this for children?")
    sending.send_waiting()
    ((_, recipients, content),) = post.taken
    letter = message_from_string(content, policy=default)
    assert (recipients, letter["Reply-To"], letter["Auto-Submitted"]) == (
        ["owner@example.org"], "ann@example.org", "auto-generated",
    )  # fmt: skip
    assert letter["Subject"] == "A question about “Flu”"
    body = content.partition("\n\n")[2]
    for part in ("Is this for children?", "The page: https://staff.example/flu", "https://staff.example/tasks"):
        assert part in body


def test_a_question_of_the_longest_about_a_page_of_two_lines(post: Post) -> None:
    ann, owner = person("ann"), person("owner")
    get_user_model().objects.filter(pk=ann.pk).update(email="")
    page = GuidancePage(title="Flu\nand colds", owner=owner)
    Site.objects.get(audience_row__audience="staff").root_page.add_child(instance=page)
    ann.refresh_from_db()
    ask(ann, page, "x" * MAX_QUESTION)
    assert sending.send_waiting() == 1
    letter = message_from_string(post.taken[0][2], policy=default)
    assert (letter["Subject"], letter["Reply-To"]) == ("A question about “Flu and colds”", None)
    assert "x" * MAX_QUESTION in letter.get_content()


def test_wagtail_tells_moderators_and_resets_passwords_by_the_same_way(post: Post) -> None:
    editor, _ = person("editor", "Editors"), person("moderator", "Moderators")
    page = GuidancePage(title="Draft", live=False)
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=page)
    page.save_revision(user=editor)
    Workflow.objects.get(name="Moderators approval").start(page, editor)
    assert Client().post("/admin/password_reset/", {"email": "editor@example.org"}).status_code == 302
    assert post.calls == 0
    assert sending.send_waiting() == 2
    assert [recipients for _, recipients, _ in post.taken] == [["moderator@example.org"], ["editor@example.org"]]
    assert "/admin/password_reset/confirm/" in post.taken[1][2]


def test_without_a_way_to_send_the_deployment_check_warns(settings: Any) -> None:
    settings.MAIL_CARRIER = SMTP
    assert check_mail() == []
    settings.MAIL_CARRIER = ""
    (warning,) = check_mail()
    assert (warning.id, warning.is_serious(), "EMAIL_URL" in str(warning.hint)) == ("site_content.W020", False, True)
