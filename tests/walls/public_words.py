"""Public words: the vocabulary of public pages, and the fields that every page has."""

from __future__ import annotations

from typing import Any

from tests.walls.stage import Stage, body

NOUNS = (
    "vaccination", "influenza", "clinic", "measles", "pharmacy", "pregnancy", "diabetes", "winter", "asthma", "surgery",
    "appointment", "screening", "midwife", "allergy", "hospital", "prescription", "headache", "dentist", "waiting",
    "scan",
)  # fmt: skip
VERBS = ("opens", "changes", "returns", "helps", "protects", "expands", "begins", "moves")
TOPICS = ("Flu", "Mental health", "Travel")
TAGS = ("winter", "advice", "research")


def words(stage: Stage, count: int) -> str:
    """Return some words of the public vocabulary."""
    return " ".join(stage.rng.choice((*NOUNS, *VERBS)) for _ in range(count))


def text(stage: Stage, name: str) -> str:
    """Return a body of a few blocks."""
    return body(
        name,
        ("heading", {"text": words(stage, 2).capitalize(), "level": "2", "anchor": ""}),
        ("rich_text", f"<p>{words(stage, 30)}</p><p>{words(stage, 12)}</p>"),
    )


def fields(stage: Stage, name: str, title: str = "") -> dict[str, Any]:
    """Return what every page has."""
    title = title or f"{stage.rng.choice(NOUNS).capitalize()} {words(stage, 3)}"
    return {
        "title": title, "slug": name, "summary": words(stage, 9), "search_keywords": words(stage, 2),
        "body": text(stage, name),
    }  # fmt: skip
