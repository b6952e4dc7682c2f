"""A small site as it stands in the log, made by hand: what API tests read. No Wagtail, no database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from search.entry import Entry, FacetValue
from search.passages import Section
from site_content.audiences import readable_audiences
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.source import SourcePage
from site_content.items.change import Change

# Every time in the bank is counted from this second; tests set the clock to it or near it.
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
TOPICS = {"flu": "Flu", "covid-19": "COVID-19"}


def rfc3339(moment: datetime | None) -> str | None:
    """A time as items have it."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def content_id(name: str) -> str:
    """The id of an item, always the same for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


class Bank:
    """A log in memory, one entry an item row; ``page`` is what followers ask (site_content.followers.copies.source)."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], Change] = {}
        self.seq = 0

    def head(self, audience: str = "public") -> int:
        """The newest position that readers of an audience know."""
        return max(row.position or 0 for row in self.rows.values() if row.audience in readable_audiences(audience))

    def page(self, after: int, limit: int) -> SourcePage:
        """The log as a follower reads it."""
        later = sorted((row for row in self.rows.values() if row.seq > after), key=lambda row: row.seq)[:limit]
        position = later[-1].seq if len(later) == limit else self.seq
        return SourcePage(later, position, self.seq)

    def put(self, change: Change) -> Change:
        """Write a row."""
        self.rows[change.audience, change.path, change.slot] = change
        return change

    def live(
        self,
        path: str,
        title: str,
        kind: str = "standard",
        *,
        audience: str = "public",
        name: str = "",
        words: str = "",
        days_ago: float = 10,
        topics: Sequence[str] = (),
        slot: str = "current",
        live_from: datetime | None = None,
        live_until: datetime | None = None,
        next_change_at: datetime | None = None,
        part_paths: Sequence[str] = (),
        details: dict[str, Any] | None = None,
        sections: Sequence[Section] = (),
        review_due: datetime | None = None,
    ) -> Change:
        """Publish an item."""
        self.seq += 1
        shown = NOW - timedelta(days=days_ago)
        key = content_id(name or f"{audience}{path}")
        block = {"type": "rich_text", "id": content_id(f"{key} block"), "value": {"html": f"<p>{words or title}</p>"}}
        head = {
            "content_id": key, "type": kind, "audience": audience, "path": path, "locale": "en", "state": "live",
            "title": title, "summary": f"About {title.lower()}.", "image": None,
            "published_at": rfc3339(shown), "updated_at": rfc3339(shown),
        }  # fmt: skip
        facets = {"topic": [{"value": each, "label": TOPICS[each]} for each in topics]} if topics else {}
        card = {name: value for name, value in head.items() if name != "state"} | {"facets": facets}
        breadcrumbs = [] if path == "/" else [{"title": "Home", "path": "/"}]
        meta: dict[str, Any] = {
            "seo_title": "", "description": "", "social_image": None, "change_note": "", "tags": [],
            "noindex": audience == "staff",
        }  # fmt: skip
        links: dict[str, list[Any]] = {"topics": [], "children": [], "related": []}
        body = {
            **head, "version": self.seq, "schema_version": 1, "breadcrumbs": breadcrumbs,
            "details": details or {"body": [block]}, "links": links, "meta": meta,
        }  # fmt: skip
        entry = Entry(
            id=key, audience=audience, type=kind, path=path, title=title, version=self.seq, card=card,
            summary=str(head["summary"]), body=words or title, published_at=shown, sections=list(sections),
            review_due=review_due,
            facets={name: [FacetValue(**each) for each in values] for name, values in facets.items()},
        )  # fmt: skip
        return self.put(
            change_of(
                self.seq,
                key,
                audience,
                path,
                "live",
                kind,
                body,
                slot=slot,
                card=card,
                entry=entry.to_json(),
                published_at=shown,
                updated_at=shown,
                live_from=live_from,
                live_until=live_until,
                next_change_at=next_change_at or live_until,
                part_paths=list(part_paths),
            )
        )

    def ended(self, path: str, state: str, *, audience: str = "public", name: str = "", **more: Any) -> Change:
        """Leave a redirect, or say that an item is gone or withdrawn."""
        self.seq += 1
        key = content_id(name or f"{audience}{path}")
        body = {
            "content_id": key, "type": "standard", "audience": audience, "path": path, "locale": "en",
            "title": "Once here", "state": state, "version": self.seq, "schema_version": 1,
            "updated_at": rfc3339(NOW), **more,
        }  # fmt: skip
        return self.put(change_of(self.seq, key, audience, path, state, "standard", body, updated_at=NOW))

    def single(self, name: str, value: dict[str, Any], audience: str = "public") -> Change:
        """Write a document there is one of."""
        self.seq += 1
        key = content_id(f"{audience}{name}")
        body = {"content_id": key, "type": name, "audience": audience, "path": name, "state": "live", "value": value}
        return self.put(change_of(self.seq, key, audience, name, "live", name, body, updated_at=NOW))


def change_of(
    seq: int, key: str, audience: str, path: str, state: Any, kind: str, body: dict[str, Any], **more: Any
) -> Change:
    """A row of the log."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    etag = hashlib.sha256(text.encode()).hexdigest()[:32]
    slot = more.pop("slot", "current")
    return Change(
        seq=seq, content_id=key, audience=audience, path=path, slot=slot, state=state,
        position=seq if slot == "current" else None,
        type=kind, version=seq, body=text, etag=etag, written_at=NOW - timedelta(minutes=1), **more,
    )  # fmt: skip


def small_site() -> Bank:
    """A public and a staff site with one of everything that the API tells apart."""
    bank = Bank()
    bank.live("/", "Headland Health", "home", details={"hero_title": "", "hero_html": "", "body": []})
    bank.live("/about", "About us")
    for number in range(1, 31):
        topics = ["flu"] if number % 2 else ["flu", "covid-19"]
        bank.live(f"/news/story-{number}", f"Story {number}", "news", days_ago=number, topics=topics, words="flu " * 99)
    bank.live("/topics/flu", "Flu", "topic")
    bank.live("/topics/covid-19", "COVID-19", "topic")
    bank.live("/authors/ann", "Ann", "author", details={"role": "Nurse", "organisation": "", "body": []})
    bank.live("/guidance/flu", "Treating flu", "guidance", part_paths=["/guidance/flu/at-home"], days_ago=3)
    bank.live("/über-uns", "Über uns", words="Ünïcödé")
    bank.ended("/old", "redirect", location="/about", permanent=True)
    bank.ended("/gone", "gone")
    bank.ended("/recalled", "withdrawn", reason="It was wrong.")
    bank.live("/expired", "Over", live_until=NOW - timedelta(seconds=1))
    bank.live("/ends-soon", "Ends soon", live_until=NOW + timedelta(seconds=90))
    bank.live("/embargoed", "Embargoed", slot="scheduled", live_from=NOW + timedelta(hours=1))
    bank.single("~navigation", navigation())
    bank.single("~site", {"name": "Headland", "description": "Health", "alerts": alerts(), "settings": {}})
    bank.live("/about", "About staff", audience="staff")
    bank.live("/rota", "Rota", audience="staff", words="flu clinic rota")
    bank.live("/guidance/staff-flu", "Flu at work", "guidance", audience="staff", days_ago=4)
    bank.single("~navigation", {"header": [], "footer": []}, audience="staff")
    return bank


def navigation() -> dict[str, Any]:
    """Menus that name a page which ends, at their top, below it and in the footer."""
    ends = {"title": "Ends soon", "path": "/ends-soon", "children": []}
    news = {"title": "News", "path": "/news", "children": [ends]}
    link = {"text": "Ends soon", "url": "/ends-soon", "content_id": content_id("public/ends-soon"), "external": False}
    return {"header": [news, ends], "footer": [{"title": "More", "links": [link]}]}


def alerts() -> list[dict[str, Any]]:
    """Alerts in force, to come and over."""
    shared = {"level": "warning", "html": "<p>Hot</p>", "path_prefix": "", "link": None}
    times = {
        1: (None, None),
        2: (NOW - timedelta(hours=1), NOW + timedelta(seconds=30)),
        3: (NOW + timedelta(seconds=60), None),
        4: (None, NOW - timedelta(seconds=5)),
    }
    return [
        {"id": key, "title": f"Alert {key}", **shared, "starts_at": rfc3339(begins), "ends_at": rfc3339(ends)}
        for key, (begins, ends) in times.items()
    ]


class OneAudience:
    """A bank as the follower of one copy reads it: staff read both audiences."""

    def __init__(self, bank: Bank, audience: str) -> None:
        self.bank = bank
        self.audiences = {"public"} if audience == "public" else {"public", "staff"}

    def page(self, after: int, limit: int) -> SourcePage:
        """The log without what this copy must not hold."""
        page = self.bank.page(after, limit)
        changes = [change for change in page.changes if change.audience in self.audiences]
        return SourcePage(changes, page.position, page.head)


def write_copy(bank: Bank, folder: Path, audience: str) -> Path:
    """Bring a copy in ``folder`` to the bank's head; return its path."""
    path = folder / f"{audience}.sqlite3"
    follower = CopyFollower(path, audience, OneAudience(bank, audience))
    follower.catch_up()
    follower.close()
    # Nobody follows on: when the log was heard is not known, and two questions about it get one answer.
    path.with_suffix(".heard").unlink()
    return path
