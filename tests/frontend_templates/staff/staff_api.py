"""The CMS as the staff site meets it: it knows one token and one code."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.frontend_templates.fake_api import CMS, EXAMPLES, example, problem

URL = "https://staff.example.org"
TOKEN = "headland_" + "t" * 40
CODE = "eyJ1c2VyIjoxfQ:1abc:" + "s" * 30
ENVIRONMENT = {"HEADLAND_CMS_URL": CMS, "HEADLAND_STAFF_URL": URL, "HEADLAND_API_URL": "http://api.test"}
EMPTY = {"count": 0, "results": []}


class StaffApi:
    """What it answers, and what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.media: list[dict[str, str]] = []
        self.cookies: list[str | None] = []
        self.asked: list[tuple[str, str]] = []
        self.draft: Any = None
        guidance = example("guidance/" + _first("guidance"))
        self.item = {**guidance, "audience": "staff"}
        found = example("answers/search")
        found["results"][0] |= {"audience": "public", "path": guidance["path"]}
        self.answers: dict[str, Any] = {
            "site": example("answers/site"),
            "navigation": example("answers/navigation"),
            "me": {
                "name": "Ann Rhys", "email": "a@example.org", "may_edit": True,
                "admin_url": f"{CMS}/admin/", "bookmarks": [],
            },
            "items": EMPTY,
            "items/months": {"results": []},
            "tasks": EMPTY, "bookmarks": EMPTY, "searches": EMPTY,
            "search": found,
        }  # fmt: skip

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/staff-media/"):
            return self._medium(request)
        if request.url.path == "/api/preview/item":
            return httpx.Response(200, json=self.draft)
        name = request.url.path.removeprefix("/api/staff/v1/")
        body = json.loads(request.content) if request.content else None
        if request.method != "GET":
            self.sent.append((request.method, name, body))
        if name == "sign-in":
            known = body == {"code": CODE}
            return httpx.Response(200, json={"token": TOKEN, "seconds": 43200}) if known else problem(403)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return problem(401)
        if request.method != "GET":
            return httpx.Response(204)
        if name.partition("/")[0] == "content":
            path = request.url.params.get("path", name.removeprefix("content") or "/")
            items = {self.item["path"]: self.item, "/": example("home/" + _first("home"))}
            found = items.get(path)
        else:
            found = self.answers.get(name)
        self.asked.append((name, request.url.query.decode()))
        self.cookies.append(request.headers.get("cookie"))
        headers = {"cache-control": "private, no-store", "set-cookie": "headland_session=hers"}
        return problem(404) if found is None else httpx.Response(200, json=found, headers=headers)

    def _medium(self, request: httpx.Request) -> httpx.Response:
        self.media.append(dict(request.headers))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401)
        if request.url.path != "/staff-media/images/1/a.webp":
            return httpx.Response(404)
        said = {"content-type": "image/webp", "set-cookie": "headland_session=x", "cache-control": "public"}
        return httpx.Response(200, stream=httpx.ByteStream(b"RIFF"), headers=said)


def _first(kind: str) -> str:
    return sorted(path.stem for path in (EXAMPLES / kind).glob("*.json"))[0]


async def signed_in(web: httpx.AsyncClient) -> httpx.AsyncClient:
    began = await web.get("/sign-in?next=/search%3Fq%3Dflu")
    state = parse_qs(urlsplit(began.headers["location"]).query)["state"][0]
    done = await web.get("/signed-in", params={"code": CODE, "state": state})
    assert (done.status_code, done.headers["location"]) == (303, "/search?q=flu")
    return web
