"""Tables of search settings: synonyms, hidden results, words never suggested. Promoted results are Wagtail's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page

from search.synonyms import MAX_RULES, problems
from search.words import key_of

KINDS = (
    ("two-way", "All of these mean the same"),
    ("one-way", "People who search for the first also want the second"),
)
SHOWN_ON = (("both", "Both sites"), ("public", "The public site"), ("staff", "The staff site"))
MAX_PHRASES = 20


def phrases_of(text: str) -> list[str]:
    """Return the phrases of a comma-separated text, in order, each once."""
    return list(dict.fromkeys(phrase.strip() for phrase in text.split(",") if key_of(phrase)))


class SynonymRule(models.Model):
    """Words that stand for each other, or one for another."""

    kind = models.CharField(max_length=10, choices=KINDS, default="two-way")
    phrases = models.CharField(
        "words",
        max_length=500,
        help_text="Separate words or phrases with commas: GP, family doctor, general practitioner",
    )
    also = models.CharField(
        "also search for",
        max_length=500,
        blank=True,
        help_text="One-way only. With jab → vaccination, a search for “jab” finds vaccination pages, not the reverse",
    )
    shown_on = models.CharField("applies to", max_length=10, choices=SHOWN_ON, default="both")

    panels = [FieldPanel("kind"), FieldPanel("phrases"), FieldPanel("also"), FieldPanel("shown_on")]

    class Meta:
        verbose_name = "synonym"
        ordering = ["phrases"]

    def __str__(self) -> str:
        return f"{self.phrases} → {self.also}" if self.kind == "one-way" else self.phrases.replace(",", " =")

    def clean(self) -> None:
        """Refuse a rule that says nothing, or that leads back to itself through other rules."""
        super().clean()
        if self.kind == "two-way":
            self.also = ""
        for name in ("phrases", "also"):
            if len(phrases_of(getattr(self, name))) > MAX_PHRASES:
                raise ValidationError({name: f"At most {MAX_PHRASES} words or phrases."})
        if self.kind == "one-way" and not phrases_of(self.also):
            raise ValidationError({"also": "Say what else to search for."})
        if not phrases_of(self.phrases):
            raise ValidationError({"phrases": "Write at least one word."})
        others = SynonymRule.objects.exclude(pk=self.pk)
        if others.count() >= MAX_RULES:
            raise ValidationError(f"There are {MAX_RULES:,} rules already. Delete one first.")
        before = problems(*rules_of(others))
        wrong = [problem for problem in problems(*rules_of([*others, self])) if problem not in before]
        if wrong:
            raise ValidationError(wrong)


def rules_of(rules: Any) -> tuple[list[list[str]], list[tuple[str, list[str]]]]:
    """Return (groups of equals, one-way rules) as ``search.search settings`` and ``search.synonyms`` take them."""
    rules = list(rules)
    two_way = [phrases_of(rule.phrases) for rule in rules if rule.kind == "two-way"]
    one_way = [
        (phrase, phrases_of(rule.also))
        for rule in rules
        if rule.kind == "one-way"
        for phrase in phrases_of(rule.phrases)
    ]
    return two_way, one_way


class HiddenResult(models.Model):
    """A page that one query must not find."""

    query = models.CharField("when people search for", max_length=200)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="leave out this page")

    panels = [FieldPanel("query"), PageChooserPanel("page")]

    class Meta:
        verbose_name = "hidden result"
        ordering = ["query", "pk"]
        constraints = [models.UniqueConstraint(fields=["query", "page"], name="one_hidden_result_per_query_and_page")]

    def __str__(self) -> str:
        return f"{self.query}: without {self.page}"

    def clean(self) -> None:
        """Keep the query in the form that searches are compared in."""
        super().clean()
        self.query = key_of(self.query)
        if not self.query:
            raise ValidationError({"query": "Write the words people search for."})


class UnspokenWord(models.Model):
    """A word that nothing offered to a reader may contain; its pages are found as before."""

    word = models.CharField(max_length=100, unique=True)

    panels = [
        FieldPanel(
            "word",
            help_text="Suggestions, “did you mean” and similar titles never show this word. Search still finds pages "
            "with it, even when it is misspelt. Add other forms, such as the plural, as words of their own",
        )
    ]

    class Meta:
        verbose_name = "word never suggested"
        verbose_name_plural = "words never suggested"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        """Refuse what is no word."""
        super().clean()
        self.word = key_of(self.word)
        if not self.word:
            raise ValidationError({"word": "Write a word."})
