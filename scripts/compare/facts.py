"""Facts about the old checkout's content: the addresses, names and keys for the requests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scripts.compare.http import Asking, Headers, Request

MEDIA = re.compile(r'/(?:staff-)?media/[^"\s\\?,<>)]+')
BASES = {"public": ("delivery", "/api/public/v1"), "staff": ("cms", "/api/staff/v1")}


class Unexpected(Exception):
    """The old checkout did not answer as a sound one does: there is nothing to compare with."""


@dataclass
class Facts:
    """``items`` are cards of everything live, by audience of the reader; ``ended`` the paths that are not live."""

    people: dict[str, dict[str, str]]
    description: dict[str, Any] = field(default_factory=dict)
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ended: dict[str, list[str]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    # A token that was not used yet, and a key, of previews by audience of the page.
    preview_tokens: list[tuple[str, str]] = field(default_factory=list)
    preview_keys: list[tuple[str, str, str]] = field(default_factory=list)

    def bearer(self, person: str = "editor") -> Headers:
        """Return the header that speaks for a person to the staff API."""
        return (("Authorization", f"Bearer {self.people[person]['token']}"),)

    def signed_in(self, person: str = "editor") -> Headers:
        """Return the cookie of a person at the staff site."""
        return (("Cookie", f"headland_staff={self.people[person]['session']}"),)

    def slugs(self, facet: str) -> list[str]:
        """Return the values of a facet that stand on cards, sorted."""
        cards = [card for cards in self.items.values() for card in cards]
        return sorted({value["value"] for card in cards for value in (card.get("facets") or {}).get(facet, ())})


def discover(asking: Asking, prepared: dict[str, Any]) -> Facts:
    """Return the facts. ``prepared`` is what inside/prepare.py printed. Raises Unexpected."""
    facts = Facts(prepared["people"])
    for person in facts.people.values():
        person["session"] = _session(asking, person["cookie"])
    facts.description = _json(asking, Request("", "delivery", "/api/public/v1/openapi.json"))
    look_at_content(asking, facts)
    for page in prepared["previews"]:
        for is_key in (True, False):
            audience, token = _preview(asking, facts.people["editor"]["cookie"], page)
            if not is_key:
                facts.preview_tokens.append((audience, token))
                continue
            body = json.dumps({"token": token}).encode()
            request = Request("", "cms", "/api/preview/exchange", "POST", (("Content-Type", "application/json"),), body)
            granted = _json(asking, request)
            facts.preview_keys.append((audience, granted["path"], granted["key"]))
    return facts


def look_at_content(asking: Asking, facts: Facts) -> None:
    """Take what is live, what has ended and which media there are from the APIs. Raises Unexpected."""
    media: set[str] = set()
    for audience, (server, base) in BASES.items():
        headers = facts.bearer() if audience == "staff" else ()
        facts.items[audience] = _live(asking, server, base, headers)
        changes = _changes(asking, server, base, headers)
        facts.ended[audience] = sorted({each["path"] for each in changes if each.get("state") != "live"})
        media.update(MEDIA.findall(json.dumps(changes)))
    facts.media = sorted(media)


def _session(asking: Asking, cookie: str) -> str:
    """Sign in to the staff site as a browser does."""
    reply = asking.ask(Request("", "cms", "/sign-in?state=comparison", headers=(("Cookie", cookie),)))
    code = parse_qs(urlsplit(reply.header("location")).query).get("code", [""])[0]
    body = json.dumps({"code": code}).encode()
    request = Request("", "cms", "/api/staff/v1/sign-in", "POST", (("Content-Type", "application/json"),), body)
    return str(_json(asking, request)["token"])


def _preview(asking: Asking, cookie: str, page: int) -> tuple[str, str]:
    """Begin a preview in the CMS; return the audience whose site shows it, and the token."""
    request = Request("", "cms", f"/admin/pages/{page}/view_draft/", headers=(("Cookie", cookie),))
    reply = asking.ask(request)
    address = urlsplit(reply.header("location"))
    token = parse_qs(address.query).get("token", [""])[0]
    if not token:
        raise Unexpected(f"{request}: {reply.status} without a token")
    return str(address.hostname).partition(".")[0], token


def _live(asking: Asking, server: str, base: str, headers: Headers) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    page = 1
    while True:
        reply_body = _json(asking, Request("", server, f"{base}/items?limit=100&page={page}", headers=headers))
        cards += reply_body["results"]
        if not reply_body["next"]:
            return cards
        page += 1


def _changes(asking: Asking, server: str, base: str, headers: Headers) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    after = 0
    while True:
        reply_body = _json(asking, Request("", server, f"{base}/changes?after={after}&limit=50", headers=headers))
        changes += reply_body["results"]
        if not reply_body["results"]:
            return changes
        after = reply_body["results"][-1]["seq"]


def _json(asking: Asking, request: Request) -> Any:
    reply = asking.ask(request)
    if reply.status != 200:
        raise Unexpected(f"{request}: {reply.status} {reply.body[:300]!r}")
    return json.loads(reply.body)
