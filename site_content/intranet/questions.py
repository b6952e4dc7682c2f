"""Questions to the owner of a page: saves each until it has an answer, and emails it to the owner too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from site_content.intranet.models import Question

MAX_OPEN = 50


class NobodyToAsk(Exception):
    """Nobody who may still sign in owns the page, and nobody may publish it."""


def ask(user: Any, page: Page, text: str) -> Question:
    """Put a question to whoever answers for a page. Raises NobodyToAsk."""
    owner = answers_for(page)
    if owner is None:
        raise NobodyToAsk(f"nobody answers for page {page.pk}")
    question = Question.objects.create(page=page, asked_by=user, owner=owner, text=text)
    _tell(question)
    return question


def answers_for(page: Page) -> Any:
    """Return the page's owner; for want of one who changed it last, or else somebody who may publish it; or None."""
    latest = page.latest_revision
    for person in (page.owner, latest.user if latest else None):
        if person is not None and person.is_active:
            return person
    return page_permission_policy.users_with_permission_for_instance("publish", page).order_by("pk").first()


def _tell(question: Question) -> None:
    """Write a letter to the owner (site_content.mail sends it). The question is a task of theirs anyway."""
    if not question.owner.email:
        return
    asker, title = question.asked_by, " ".join(question.page.title.split())
    name, address = asker.get_full_name() or asker.get_username(), asker.email
    answer = f"{name} has no email address. Answer in another way."
    if address:
        answer = f"To answer, reply to this email. Your reply goes to {address}."
    lines = [
        f"{name} asks about “{title}”:",
        question.text,
        f"The page: {question.page.get_url() or title}",
        f"{answer} Then mark the question as answered in your tasks: {settings.STAFF_URL.rstrip('/')}/tasks",
    ]
    letter = EmailMessage(
        f"A question about “{title}”"[:200],
        "\n\n".join(lines),
        to=[question.owner.email],
        reply_to=[address] if address else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.send()
