"""No export of the CMS gives a spreadsheet a formula that somebody wrote into a title, a name or a search."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Page

from site_content.search_settings.usage.models import SearchCount
from site_content.site.spreadsheet_cells import neutral_cell
from tests.cms.admin.everything import Everything, superuser
from tests.cms.admin.routes import routes

TITLE = '=HYPERLINK("https://evil.example","Open");=1+1,@x'
FORMULAS = [
    *("=1+1", "+1+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1x", "＠x"),
    *(" =1", "\u00a0=1", "\ufeff=1", "\u200b@x", "\x0b=1", "-", "+44 1632 960000", "=-1", "--1", "-1e"),
]
HARMLESS = [
    "",
    "Flu",
    "5 ml",
    "a=b",
    "-5",
    "+3.5",
    "-3,5%",
    "(=1)",
    "x\ty",
    "from 3; -5; +2,5",
    "e-mail, post; a@b",
    "A, B",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_shown_as_text(text: str) -> None:
    assert neutral_cell(text) == "'" + text.replace("\x0b", "")


# A spreadsheet that begins a cell at ; or another sign, whatever is quoted, takes each piece by itself.
CUT = {
    ";=1+1": ";'=1+1", ",=1+1": ",'=1+1", "|@x": "|'@x", "Flu;=1+1": "Flu;'=1+1", "Flu; =1;-2+3": "Flu; '=1;'-2+3",
    "\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", "Flu\n=1": "Flu\n'=1", "a\r\n\u200b+x": "a\r\n\u200b'+x",
    'Flu;"=1+1"': "Flu;\"'=1+1\"", "Flu;＝1": "Flu;'＝1", "=1;=1": "'=1;'=1", "-5;-6": "'-5;-6", ";-6x": ";'-6x",
}  # fmt: skip


@pytest.mark.parametrize("text", CUT)
def test_nor_is_a_piece_of_a_text_a_formula(text: str) -> None:
    assert neutral_cell(text) == CUT[text]
    assert neutral_cell(CUT[text]) == CUT[text]


@pytest.mark.parametrize("value", [*HARMLESS, 5, -5, 2.5, None, True])
def test_anything_else_stays_as_it_is(value: Any) -> None:
    assert neutral_cell(value) == value
    assert type(neutral_cell(value)) is type(value)


def exports() -> list[str]:
    """Every address of the URL map that gives a spreadsheet."""
    return [
        f"/{route.pattern}"
        for route in routes("admin/")
        if not route.places and issubclass(getattr(route.callback, "view_class", object), SpreadsheetExportMixin)
    ]


def cells(content: bytes, kind: str) -> list[str]:
    if kind == "csv":
        return [cell for row in csv.reader(StringIO(content.decode())) for cell in row]
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in found if cell.data_type == "f"] == []
    return [str(cell.value) for cell in found if cell.value is not None]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_export_holds_a_formula(kind: str, db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    everything = Everything(TITLE)
    # Locked, so that every report has it; with a character that no XLSX file may hold.
    Page.objects.filter(pk=everything.page.pk).update(locked=True, locked_by=everything.user, locked_at=timezone.now())
    Page.objects.filter(pk=everything.waiting.pk).update(title=f"{TITLE}\x0b")
    client, holding = superuser(), set()
    for address in exports():
        answer = client.get(f"{address}?export={kind}")
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        found = cells(content, kind)
        assert [cell for cell in found if neutral_cell(cell) != cell] == [], address
        if any(neutral_cell(TITLE) in cell for cell in found):
            holding.add(address)
    # Where Wagtail offers a spreadsheet, what was written is in it.
    assert {
        "/admin/reports/aging-pages/", "/admin/reports/locked/", "/admin/reports/site-history/",
        "/admin/reports/workflow/", "/admin/reports/workflow_tasks/",
    } <= holding  # fmt: skip


PIECES = re.compile(r"[;,\t|\r\n]")


def test_no_piece_of_a_file_begins_a_formula_wherever_it_is_cut(db: None, settings: Any, tmp_path: Any) -> None:
    """From the bytes, as a spreadsheet has them that knows nothing of our commas and quotes."""
    settings.MEDIA_ROOT = tmp_path / "media"
    everything = Everything(f"Flu;{TITLE}")
    Page.objects.filter(pk=everything.page.pk).update(locked=True, locked_by=everything.user, locked_at=timezone.now())
    SearchCount.objects.create(
        day=timezone.localdate(), audience="public", query='x;"=1+1"', searches=9, without_results=9
    )
    client, pieces = superuser(), 0
    for address in [*(f"{each}?export=csv" for each in exports()), "/admin/search_report/csv/?days=7"]:
        answer = client.get(address)
        text = (b"".join(answer) if answer.streaming else answer.content).decode()
        for piece in PIECES.split(text):
            assert re.match(r'[\s"]*[=+@-](?![\d.]*"?$)', piece) is None, (address, piece)
            pieces += "'=" in piece or "'@" in piece
    assert pieces > 10


def test_our_own_export_holds_none(db: None) -> None:
    SearchCount.objects.create(day=timezone.localdate(), audience="public", query="=1+1", searches=9, without_results=9)
    content = superuser().get("/admin/search_report/csv/?days=7").content
    assert cells(content, "csv")[5:] == ["'=1+1", "9", "9", "0", ""]


def test_the_url_map_has_no_other_export(db: None) -> None:
    """A new one must come here."""
    named = {route.pattern for route in routes() if any(word in route.pattern for word in ("csv", "xlsx", "export"))}
    assert named == {"admin/search_report/csv/"}
