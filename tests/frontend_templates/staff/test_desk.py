"""The editors' desk: every part with rows as the CMS gives them, and bars that say what their numbers say."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from frontend_templates.common.words.strings import Strings
from frontend_templates.staff.chart import horizontal_bars, vertical_bars
from tests.frontend_templates.fake_api import CMS
from tests.frontend_templates.staff.staff_api import StaffApi, signed_in

EDIT = f"{CMS}/admin/pages/5/edit/"
# As site_content.editing.desk.figures makes them.
ROWS: dict[str, list[dict[str, Any]]] = {
    "reviews": [
        {"title": "Old flu page", "url": EDIT, "owner": "Clinical", "due": "2026-01-01", "overdue": True},
        {"title": "New flu page", "url": EDIT, "owner": "", "due": "2090-01-01", "overdue": False},
    ],
    "approvals": [{"title": "Draft", "url": EDIT, "task": "Moderators approval", "days": 3}],
    "calendar": [
        {"title": "To come", "path": "/to-come", "at": "2026-12-01T09:00:00+00:00", "what": "goes live", "url": EDIT},
        {"title": "To go", "url": "", "at": "2026-12-02T09:00:00+00:00", "what": "expires"},
    ],
    "ageing": [{"title": "Older", "url": EDIT, "published": "2024-02-03"}],
    "not_found": [{"query": "<b>zorbing</b>", "audience": "public", "times": 7}],
    "usefulness": [
        {"title": "/flu", "path": "/flu", "audience": "public", "url": "", "yes": 2, "no": 8, "share": 20},
        {"title": "/leave", "path": "/leave", "audience": "staff", "url": "", "yes": 9, "no": 1, "share": 90},
    ],
    "alternatives": [{"title": "Rooms", "path": "/rooms", "audience": "staff", "url": EDIT, "images": 2}],
    "readability": [{"title": "Law", "path": "/law", "audience": "public", "url": EDIT, "lix": 61, "words": 900}],
}
BARS = [{"label": "overdue", "value": 2}, {"label": "2026-07", "value": 1}, {"label": "longer", "value": 0}]


@pytest.mark.anyio
async def test_every_part_is_a_number_a_chart_and_a_table(web: httpx.AsyncClient, api: StaffApi) -> None:
    api.answers["desk"] = {name: {"bars": BARS, "rows": rows} for name, rows in ROWS.items()}
    answer = await (await signed_in(web)).get("/desk")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "lxml")
    tiles = [" ".join(tile.text.split()) for tile in page.select(".app-tile")]
    assert tiles == [
        "1 review overdue", "1 approval waiting", "2 changes planned", "1 page older than a year",
        "1 search without results", "1 page rated not useful", "1 page without alternative text", "1 page hard to read",
    ]  # fmt: skip
    for name, rows in ROWS.items():
        part = page.select_one(f"section#{name}")
        assert part is not None
        assert len(part.select("svg[role=img][aria-label] g")) == len(BARS)
        twin = part.select_one("details table")
        assert twin is not None
        assert [" ".join(row.stripped_strings) for row in twin.select("tbody tr")] == [
            "Overdue 2", "Jul 2026 1", "Longer 0",
        ]  # fmt: skip
        assert len(part.select(".app-desk__table tbody tr")) == len(rows)
    links = {a.text: a["href"] for a in page.select(".app-desk__table a")}
    assert links["Old flu page"] == EDIT
    assert (links["/flu"], links["/leave"], "To go" in links) == ("/flu?audience=public", "/leave", False)
    cells = [
        " ".join(cell.text.split()) for cell in page.select("#usefulness .app-desk__table tbody tr:first-child td")
    ]
    assert cells == ["Public site", "20 %", "2", "8"]
    assert "<b>zorbing" not in answer.text
    assert "style=" not in answer.text


@pytest.mark.anyio
async def test_an_empty_desk_says_so(web: httpx.AsyncClient, api: StaffApi) -> None:
    api.answers["desk"] = {name: {"bars": [{"label": "a", "value": 0}], "rows": []} for name in ROWS}
    page = BeautifulSoup((await (await signed_in(web)).get("/desk")).text, "lxml")
    assert (len(page.select("svg[role=img]")), len(page.select(".app-desk__none"))) == (0, 8)
    assert {tile.text for tile in page.select(".app-tile__count")} == {"0"}


def test_bars_that_stand_fill_the_height_and_labels_are_thinned() -> None:
    drawn = vertical_bars([{"label": f"2026-12-{day:02}", "value": day} for day in range(1, 31)], Strings("en"))
    first, last = drawn["bars"][0], drawn["bars"][-1]
    assert (first["label"], last["label"], drawn["top"]) == ("1 Dec", "30 Dec", 30)
    assert (last["y"] + last["height"], last["height"], last["x"] + last["width"] <= 100) == (drawn["base"], 150, True)
    assert sum(bar["shown"] for bar in drawn["bars"]) == 5
    assert vertical_bars([], Strings("en"))["bars"] == []


def test_bars_that_lie_are_as_long_as_their_numbers() -> None:
    drawn = horizontal_bars(
        [{"label": "longer", "value": 4}, {"label": "0–19 %", "value": 1}, {"label": "x", "value": 0}], str
    )
    assert drawn == {
        "kind": "lying", "height": 138, "top": 4,
        "bars": [
            {"label": "Longer", "value": 4, "y": 0, "width": 86.0},
            {"label": "0–19 %", "value": 1, "y": 46, "width": 21.5},
            {"label": "X", "value": 0, "y": 92, "width": 0.0},
        ],
    }  # fmt: skip
