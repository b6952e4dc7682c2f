"""tests/examples as the public API's own copy, so that the real API can serve them to a real site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from search.entry import Entry, FacetValue
from site_content.items.fields import CARD_FIELDS
from tests.cms.bank import Bank, change_of, write_copy
from tests.frontend_templates.fake_api import example, examples


def example_bank() -> Bank:
    """Return a log that holds every example, the site's words and menus, and one of each end."""
    bank = Bank()
    bank.single("~site", example("answers/site"))
    bank.single("~navigation", example("answers/navigation"))
    # The bare home page has the path of the full one.
    for name, item in examples().items():
        if name != "home/bare":
            publish(bank, item)
    bank.ended("/old", "redirect", location="/news", permanent=True)
    bank.ended("/gone", "gone")
    bank.ended("/recalled", "withdrawn", reason="It was wrong.")
    return bank


def publish(bank: Bank, item: dict[str, Any]) -> None:
    """Write an item to the log as its next change."""
    bank.seq += 1
    card = {name: item[name] for name in CARD_FIELDS if name in item}
    card["facets"] = {name: values for name, values in facets_of(item).items() if values}
    shown, changed = (datetime.fromisoformat(item[name]) for name in ("published_at", "updated_at"))
    entry = Entry(
        id=item["content_id"],
        audience="public",
        type=item["type"],
        path=item["path"],
        title=item["title"],
        version=bank.seq,
        card=card,
        summary=item["summary"],
        body=item["summary"],
        published_at=shown,
        updated_at=changed,
        facets={name: [FacetValue(**value) for value in values] for name, values in card["facets"].items()},
    )
    bank.put(
        change_of(
            bank.seq,
            item["content_id"],
            "public",
            item["path"],
            "live",
            item["type"],
            {**item, "version": bank.seq},
            card=card,
            entry=entry.to_json(),
            published_at=shown,
            updated_at=changed,
            part_paths=[part["path"] for part in item["details"].get("parts", [])[1:]],
        )
    )


def facets_of(item: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return an item's facets as its card has them."""
    links = item["links"]
    return {
        "topic": [value_of(card) for card in links["topics"]],
        "author": [value_of(card) for card in links.get("authors", [])],
        "tag": [{"value": tag["slug"], "label": tag["label"]} for tag in item["meta"]["tags"]],
    }


def value_of(card: dict[str, Any]) -> dict[str, str]:
    """Return a topic's or author's card as a value of a facet."""
    return {"value": card["path"].rsplit("/", 1)[-1], "label": card["title"]}


def write_public_copy(bank: Bank, data: Path) -> Path:
    """Bring the public copy of a data folder to the log's head."""
    folder = data / "copies"
    folder.mkdir(exist_ok=True)
    return write_copy(bank, folder, "public")
