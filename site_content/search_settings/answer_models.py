"""The table of answers above results: searches, and what is shown to whoever makes them."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

from search.answers import EMERGENCY, MAX_ANSWERS, MAX_QUERIES, pattern_of
from search.languages import codes, language_of
from site_content.audiences import AUDIENCES
from site_content.search_settings.models import SHOWN_ON

KINDS = (
    (EMERGENCY, "Emergency"),
    ("page", "Did you mean this page?"),
    ("contact", "Contact"),
    ("hours", "Opening times"),
)
MAX_QUERY_LENGTH = 100
MAX_PHONES = 5
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,18}[0-9]", re.ASCII)
_STAR_INSIDE = re.compile(r"\*\S")


def languages() -> list[tuple[str, str]]:
    """Return (code, name) of every language that search knows."""
    return [(code, language_of(code).name.capitalize()) for code in codes()]


def keep_emergencies(collector: Any, field: Any, answers: Any, using: str) -> None:
    """Delete answers with their page, so that none shows to more readers than before; an emergency loses the page."""
    models.SET_NULL(collector, field, answers.filter(kind=EMERGENCY), using)
    models.CASCADE(collector, field, answers.exclude(kind=EMERGENCY), using)


class SearchAnswer(models.Model):
    """What stands above the results of some searches. Without its page it still shows if it is an emergency."""

    queries = models.TextField(
        "when people search for",
        max_length=MAX_QUERIES * (MAX_QUERY_LENGTH + 1),
        help_text="One search a line. All its words must be there, in this order, and no others; words that only ask, "
        "such as “what to do for”, do not matter. Synonyms count too. * alone stands for any words, and flu* for any "
        "word that begins with flu. An emergency also shows when one letter is wrong, but not in a search with *",
    )
    kind = models.CharField(max_length=10, choices=KINDS, default=EMERGENCY)
    title = models.CharField("heading", max_length=100, blank=True, help_text="For example: Call 999 now")
    text = models.TextField(max_length=500, blank=True, help_text="Plain text. For opening times, a line for each day")
    phones = models.CharField(
        "telephone numbers", max_length=110, blank=True, help_text="Separate numbers with commas: 999, 111"
    )
    page = models.ForeignKey(
        Page,
        on_delete=keep_emergencies,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="page it leads to",
        help_text="Readers who may not open this page do not see the answer, and it is deleted with the page. An "
        "emergency stays, without the page",
    )
    shown_on = models.CharField("applies to", max_length=10, choices=SHOWN_ON, default="both")
    language = models.CharField(max_length=3, choices=languages, default="en", help_text="The language of the answer")

    panels = [
        FieldPanel("queries"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("title"),
                FieldPanel("text"),
                FieldPanel("phones"),
                PageChooserPanel("page"),
            ],
            "What is shown",
        ),
        MultiFieldPanel([FieldPanel("shown_on"), FieldPanel("language")], "Where"),
    ]

    class Meta:
        verbose_name = "answer above results"
        verbose_name_plural = "answers above results"
        ordering = ["pk"]

    def __str__(self) -> str:
        queries = self.query_list()
        return ", ".join(queries[:3]) + (" …" if len(queries) > 3 else "")

    def query_list(self) -> list[str]:
        """Return the searches, each once."""
        return list(dict.fromkeys(line.strip() for line in self.queries.splitlines() if line.strip()))

    def phone_list(self) -> list[str]:
        """Return the telephone numbers, each once."""
        return list(dict.fromkeys(phone.strip() for phone in self.phones.split(",") if phone.strip()))

    def clean(self) -> None:
        """Refuse what would never show, show for every search, or leave readers without emergency answers."""
        super().clean()
        problems = {
            "queries": _query_problems(self.query_list()),
            "phones": _phone_problems(self.phone_list()),
            "page": ["Choose the page."] if self.kind == "page" and self.page_id is None else [],
            "title": ["Write a heading."] if self.kind != "page" and not self.title.strip() else [],
            "kind": self._emergency_problems(),
        }
        if problems := {name: messages for name, messages in problems.items() if messages}:
            raise ValidationError(problems)
        if self._state.adding and SearchAnswer.objects.count() >= MAX_ANSWERS:
            raise ValidationError(f"There are {MAX_ANSWERS} answers already. Delete one first.")

    def last_emergency_on(self) -> list[str]:
        """Return the audiences for whom this, as it is stored, is the last emergency answer in its language."""
        stored = SearchAnswer.objects.filter(pk=self.pk, kind=EMERGENCY).first()
        if stored is None:
            return []
        others = SearchAnswer.objects.filter(kind=EMERGENCY, language=stored.language).exclude(pk=self.pk)
        sites = [audience for audience in AUDIENCES if stored.shown_on in (audience, "both")]
        return [audience for audience in sites if not others.filter(shown_on__in=[audience, "both"]).exists()]

    def _emergency_problems(self) -> list[str]:
        last_on = self.last_emergency_on()
        if not last_on:
            return []
        stored = SearchAnswer.objects.get(pk=self.pk)
        stays = self.kind == EMERGENCY and self.language == stored.language
        gone = [audience for audience in last_on if not stays or self.shown_on not in (audience, "both")]
        name = stored.get_language_display()
        return [
            f"This is the last emergency answer in {name} on the {audience} site. Make another one first."
            for audience in gone
        ]


def _query_problems(queries: list[str]) -> list[str]:
    if not queries:
        return ["Write at least one search."]
    if len(queries) > MAX_QUERIES:
        return [f"At most {MAX_QUERIES} searches."]
    problems = [f"“{query[:40]}” is longer than {MAX_QUERY_LENGTH} characters." for query in queries if _is_long(query)]
    for query in queries:
        if not any(word.strip("*") for word in pattern_of(query)):
            problems.append(f"“{query[:40]}” has no word: it would show for every search or for none.")
        elif _STAR_INSIDE.search(query):
            problems.append(f"“{query[:40]}”: put * alone or at the end of a word.")
    return problems


def _is_long(query: str) -> bool:
    return len(query) > MAX_QUERY_LENGTH


def _phone_problems(phones: list[str]) -> list[str]:
    if len(phones) > MAX_PHONES:
        return [f"At most {MAX_PHONES} telephone numbers."]
    return [f"“{phone[:30]}” is not a telephone number." for phone in phones if not _PHONE.fullmatch(phone)]
