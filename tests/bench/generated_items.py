"""Items as a health body publishes them, in any number: the same ones each time."""

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

TYPES = ("news", "news", "news", "guidance", "standard", "blog")
START = datetime(2020, 1, 6, 9, tzinfo=UTC)
_COMMON = """
    the of and to a in is you or for your if it be are can with have as not on this that may from by at more help
    symptoms treatment health care doctor hospital people need get about when they will has also should
""".split()  # noqa: SIM905 (easier to read so)
_PIECES = """
    ba ce di fo gu han ker lin mor nes pra ros sel tan ver wis cho dro ent ill ost ure ax ing al ter
""".split()  # noqa: SIM905 (easier to read so)


def words(chance: random.Random, count: int = 6_000) -> list[str]:
    """A vocabulary: common English words first, then made ones, each rarer than the one before."""
    made = {"".join(chance.choices(_PIECES, k=chance.randint(2, 4))) for _ in range(count * 2)}
    return [*_COMMON, *sorted(made - {*_COMMON}, key=lambda word: (len(word), hashlib.md5(word.encode()).digest()))][
        :count
    ]


class Maker:
    """Makes rows of the item table, number by number."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._words = words(self._chance)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._topics = [(f"topic-{n}", self._title(2)) for n in range(60)]
        self._authors = [(f"author-{n}", self._title(2)) for n in range(25)]

    def rows(self, count: int) -> Iterator[dict[str, Any]]:
        """Fields of ``Item`` for each seq from 1; one in a hundred is a tombstone, one in fifty a redirect."""
        for seq in range(1, count + 1):
            yield self._row(seq)

    def _row(self, seq: int) -> dict[str, Any]:
        kind = TYPES[seq % len(TYPES)]
        at = START + timedelta(hours=5 * seq)
        content_id = str(uuid.UUID(bytes=hashlib.md5(b"%d" % seq).digest(), version=4))
        row: dict[str, Any] = {
            "content_id": content_id, "key": f"made:{seq}", "audience": "public", "path": f"/{kind}/made-page-{seq}",
            "slot": "current", "state": "live", "type": kind, "version": 1, "seq": seq, "schema_version": 1,
            "public_position": seq, "staff_position": seq,
            "updated_at": at, "written_at": at, "published_at": at, "part_paths": [], "card": None, "entry": None,
        }  # fmt: skip
        if seq % 100 == 99 or seq % 50 == 49:
            row["state"] = "removed" if seq % 100 == 99 else "redirect"
            body = {"content_id": content_id, "state": row["state"], "location": f"/{kind}/made-page-{seq + 1}"}
        else:
            body = self._live(row, at)
        row["body"] = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        row["etag"] = hashlib.sha256(row["body"].encode()).hexdigest()[:32]
        row["digest"] = row["etag"]
        return row

    def _live(self, row: dict[str, Any], at: datetime) -> dict[str, Any]:
        paragraphs = [self._text(self._chance.randint(40, 110)) for _ in range(9)]
        headings = [self._title(4) for _ in range(3)]
        card = self._card(row, at)
        blocks: list[dict[str, Any]] = []
        for number, text in enumerate(paragraphs):
            if number % 3 == 0:
                heading = headings[number // 3]
                value = {"text": heading, "level": 2, "anchor": heading.lower().replace(" ", "-")}
                blocks.append({"type": "heading", "id": self._id(), "value": value})
            blocks.append({"type": "rich_text", "id": self._id(), "value": {"html": f"<p>{text}</p>"}})
        topics = [
            self._card({**row, "path": f"/topics/{slug}"}, at) for slug, _ in self._chance.sample(self._topics, 1)
        ]
        row["card"] = card
        row["entry"] = {
            "id": row["content_id"], "audience": "public", "type": row["type"], "path": row["path"],
            "title": card["title"], "version": row["seq"], "card": card, "summary": card["summary"],
            "keywords": self._title(3), "headings": "\n".join(headings), "body": "\n".join(paragraphs), "locale": "en",
            "facets": card["facets"], "published_at": at.isoformat(), "updated_at": at.isoformat(), "live_from": None,
            "live_until": None, "popularity": 0.0,
        }  # fmt: skip
        return {
            **{name: value for name, value in card.items() if name != "facets"}, "state": "live", "version": 1,
            "schema_version": 1, "breadcrumbs": [{"title": "Home", "path": "/"}], "details": {"body": blocks},
            "links": {"topics": topics, "children": [], "related": [], "authors": []},
            "meta": {"seo_title": "", "description": card["summary"], "social_image": None, "tags": []},
        }  # fmt: skip

    def _card(self, row: dict[str, Any], at: datetime) -> dict[str, Any]:
        topics = self._chance.sample(self._topics, 2)
        author = self._chance.choice(self._authors)
        moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        facets = {"topic": [{"value": slug, "label": label} for slug, label in topics]}
        if row["type"] == "blog":
            facets["author"] = [{"value": author[0], "label": author[1]}]
        return {
            "content_id": row["content_id"], "type": row["type"], "audience": "public", "path": row["path"],
            "title": self._title(6), "summary": self._text(22), "image": None, "published_at": moment,
            "updated_at": moment, "locale": "en", "facets": facets,
        }  # fmt: skip

    def _text(self, count: int) -> str:
        return f"{' '.join(self._chance.choices(self._words, cum_weights=self._weights, k=count)).capitalize()}."

    def _title(self, count: int) -> str:
        return " ".join(self._chance.choices(self._words[len(_COMMON) :], k=count)).capitalize()

    def _id(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
