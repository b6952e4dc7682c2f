"""Questions to whoever owns a page: kept until they are answered, and e-mailed to the owner where that can be."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from wagtail.models import Page

logger = logging.getLogger("headland.readers")
MAX_QUESTION = 2_000
MAX_OPEN = 50


class NobodyToAsk(Exception):
    """The page has no owner who may still sign in."""


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
    """Put a question to a page's owner. Raises NobodyToAsk."""
    owner = page.owner
    if owner is None or not owner.is_active:
        raise NobodyToAsk(f"page {page.pk} has no owner")
    question = Question.objects.create(page=page, asked_by=user, owner=owner, text=text)
    transaction.on_commit(lambda: _tell(question))
    return question


def _tell(question: Question) -> None:
    if not question.owner.email:
        return
    name = question.asked_by.get_full_name() or question.asked_by.get_username()
    words = f"{name} asks about “{question.page.title}”:\n\n{question.text}\n\nReply to: {question.asked_by.email}"
    try:
        send_mail(f"A question about “{question.page.title}”"[:200], words, None, [question.owner.email])
    except OSError:
        # The question is kept, and stands among the owner's tasks.
        logger.exception("could not send question %s", question.pk)
