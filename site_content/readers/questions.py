"""Questions to whoever owns a page: kept until they are answered, and e-mailed to the owner where that can be."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

logger = logging.getLogger("headland.readers")
MAX_QUESTION = 2_000
MAX_OPEN = 50


class NobodyToAsk(Exception):
    """Nobody who may still sign in owns the page, and nobody may publish it."""


class Question(models.Model):
    """One question of a member of staff about a page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="questions_to_answer")
    text = models.TextField(max_length=MAX_QUESTION)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.asked_by} about {self.page}"


def ask(user: Any, page: Page, text: str) -> Question:
    """Put a question to whoever answers for a page. Raises NobodyToAsk."""
    owner = answers_for(page)
    if owner is None:
        raise NobodyToAsk(f"nobody answers for page {page.pk}")
    question = Question.objects.create(page=page, asked_by=user, owner=owner, text=text)
    transaction.on_commit(lambda: _tell(question))
    return question


def answers_for(page: Page) -> Any:
    """Return the page's owner; for want of one who changed it last, or else somebody who may publish it; or None."""
    latest = page.latest_revision
    for person in (page.owner, latest.user if latest else None):
        if person is not None and person.is_active:
            return person
    return page_permission_policy.users_with_permission_for_instance("publish", page).order_by("pk").first()


def _tell(question: Question) -> None:
    if not question.owner.email:
        return
    name = question.asked_by.get_full_name() or question.asked_by.get_username()
    words = f"{name} asks about “{question.page.title}”:\n\n{question.text}\n\nReply to: {question.asked_by.email}"
    try:
        send_mail(f"A question about “{question.page.title}”"[:200], words, None, [question.owner.email])
    except OSError as error:
        # The question is kept, and stands among the owner's tasks.
        logger.warning("question %s is not sent by e-mail: %s", question.pk, error)
