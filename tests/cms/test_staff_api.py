"""The same routes for staff: who may read, what they see, and that nobody keeps it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import APIToken

from cms.api.reader import reader_for
from tests.cms.api.test_budget import prints
from tests.cms.api_calls import STAFF
from tests.cms.bank import NOW, Bank, content_id, write_copy

pytestmark = pytest.mark.django_db
ROUTES = ["", "content/rota", "items", "search?q=flu", "suggest?q=ro", "navigation", "site", "topics", "authors",
          "changes", "openapi.json", "docs", "health"]  # fmt: skip


@pytest.fixture(autouse=True)
def both_copies(settings: Any, copies: dict[str, Path]) -> None:
    """The CMS process with both copies."""
    settings.COPY_FILES = copies


@pytest.fixture
def ann() -> Any:
    """A member of staff without any permission of an editor."""
    return get_user_model().objects.create_user("ann", "ann@example.org", "x")


@pytest.fixture
def staff(ann: Any) -> Client:
    """A browser that is signed in."""
    browser = Client()
    browser.force_login(ann)
    return browser


def bearer(token: str) -> dict[str, str]:
    """The headers of a client with a token."""
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("route", [*ROUTES, "content/nothing", "items?limit=x"])
def test_a_stranger_is_told_nothing(route: str) -> None:
    got = Client().get(f"{STAFF}/{route}")
    assert (got.status_code, got["Content-Type"], got["Cache-Control"]) == (401, "application/problem+json", "no-store")
    assert got["WWW-Authenticate"] == 'Bearer realm="Headland staff"'


@pytest.mark.parametrize("route", ROUTES)
def test_whoever_is_signed_in_reads_and_nobody_keeps_it(staff: Client, route: str) -> None:
    got = staff.get(f"{STAFF}/{route}", headers={"Origin": "https://partner.example"})
    assert (got.status_code, got["Cache-Control"]) == (200, "private, no-store")
    assert {"Cookie", "Authorization"} <= {name.strip() for name in got["Vary"].split(",")}
    assert "Access-Control-Allow-Origin" not in got
    assert "Surrogate-Key" not in got
    assert not got.cookies


def test_the_base_is_read_without_its_last_slash_too(staff: Client) -> None:
    assert staff.get(STAFF).content == staff.get(f"{STAFF}/").content
    assert (staff.get(STAFF).status_code, Client().get(STAFF).status_code) == (200, 401)


@pytest.mark.dated
def test_tokens(ann: Any) -> None:
    row, token = APIToken.create_token(user=ann, name="report")
    assert Client().get(f"{STAFF}/items", headers=bearer(token)).status_code == 200
    for wrong in (token.swapcase(), token + "x", "wagtail_", "", "a" * 5000, "é"):
        assert Client().get(f"{STAFF}/items", headers=bearer(wrong)).status_code == 401
    ann.is_active = False
    ann.save()
    assert Client().get(f"{STAFF}/items", headers=bearer(token)).status_code == 401
    ann.is_active = True
    ann.save()
    APIToken.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    assert Client().get(f"{STAFF}/items", headers=bearer(token)).status_code == 401


def test_a_bad_token_is_not_made_good_by_a_session(staff: Client) -> None:
    assert staff.get(f"{STAFF}/items", headers=bearer("wagtail_x")).status_code == 401


def test_a_session_of_someone_who_left_ends(staff: Client, ann: Any) -> None:
    ann.is_active = False
    ann.save()
    assert staff.get(f"{STAFF}/items").status_code == 401


def test_staff_come_first_at_a_path_unless_asked_otherwise(staff: Client) -> None:
    def title(query: str) -> str:
        return str(staff.get(f"{STAFF}/content/about{query}").json()["title"])

    assert [title(""), title("?audience=staff"), title("?audience=public")] == [
        "About staff",
        "About staff",
        "About us",
    ]
    assert staff.get(f"{STAFF}/content/news/story-1").json()["audience"] == "public"
    assert staff.get(f"{STAFF}/content/news/story-1?audience=staff").status_code == 404
    wrong = staff.get(f"{STAFF}/content/about?audience=everyone")
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (400, "audience")


def test_lists_and_searches_of_both_audiences_or_one(staff: Client) -> None:
    def count(route: str) -> int:
        return int(staff.get(f"{STAFF}/{route}").json()["count"])

    assert [count(f"items?{query}") for query in ("", "audience=public", "audience=staff")] == [41, 38, 3]
    assert [count(f"search?{query}") for query in ("", "audience=public", "audience=staff")] == [41, 38, 3]
    both = staff.get(f"{STAFF}/search?q=rota").json()
    assert both["facets"]["audience"] == [{"value": "staff", "label": "Staff", "count": 1}]


def test_guidance_may_come_first(staff: Client) -> None:
    def types(query: str) -> list[str]:
        return [card["type"] for card in staff.get(f"{STAFF}/search?q={query}").json()["results"][:4]]

    assert types("rota+flu") == ["standard", "topic", "guidance", "guidance"]
    assert types("rota+flu&first_type=guidance") == ["standard", "guidance", "guidance", "topic"]
    # A page of that very name stays before it.
    assert types("flu&first_type=guidance") == ["topic", "guidance", "guidance", "news"]
    both = staff.get(f"{STAFF}/search?q=about&first_type=news,guidance").json()
    again = staff.get(f"{STAFF}/search?q=about&first_type=guidance&first_type=news").json()
    assert both["results"] == again["results"]
    assert both["count"] == staff.get(f"{STAFF}/search?q=about").json()["count"]


def test_guidance_is_found_by_its_review(staff: Client, bank: Bank, settings: Any, tmp_path: Path) -> None:
    for name, days in (("old", -3), ("soon", 3), ("fresh", 300)):
        bank.live(f"/guidance/{name}", name, "guidance", audience="staff", review_due=NOW + timedelta(days=days))
    settings.COPY_FILES = {**settings.COPY_FILES, "staff": write_copy(bank, tmp_path, "staff")}

    def paths(query: str) -> list[str]:
        return [card["path"] for card in staff.get(f"{STAFF}/search?{query}").json()["results"]]

    assert paths("review_state=overdue") == ["/guidance/old"]
    assert set(paths("review_state=overdue,due_soon&type=guidance")) == {"/guidance/old", "/guidance/soon"}
    facet = staff.get(f"{STAFF}/search?type=guidance").json()["facets"]["review_state"]
    assert [(each["value"], each["count"]) for each in facet] == [("overdue", 1), ("due_soon", 1), ("in_date", 1)]
    assert staff.get(f"{STAFF}/search?order=-last_reviewed").status_code == 200
    assert staff.get(f"{STAFF}/search?review_state=lost").status_code == 400


def test_its_description_is_of_its_own_addresses(staff: Client) -> None:
    described = staff.get(f"{STAFF}/openapi.json").json()
    assert all(path.startswith(STAFF) for path in described["paths"])
    assert set(described["components"]["securitySchemes"]) == {"session", "token"}


def test_what_reading_costs(staff: Client) -> None:
    seen: list[str] = []
    # Which rings there are is read once for each state of the copy.
    staff.get(f"{STAFF}/content/rota")
    conn = reader_for("staff").connection()
    conn.set_trace_callback(seen.append)
    budgets = {"content/rota": 1, f"content/by-id/{content_id('staff/rota')}": 1, "items?limit=100": 6, "topics": 10}
    try:
        for route, most in budgets.items():
            seen.clear()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert staff.get(f"{STAFF}/{route}").status_code == 200
            assert len([each for each in seen if each.startswith("SELECT")]) <= most
            # Who asks: the session and the user, and nothing is written.
            assert [each["sql"].split()[0] for each in queries] == ["SELECT", "SELECT"]
    finally:
        conn.set_trace_callback(None)


def test_a_token_that_is_used_is_not_written_to(ann: Any) -> None:
    _, token = APIToken.create_token(user=ann, name="report")
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(f"{STAFF}/content/rota", headers=bearer(token)).status_code == 200
    assert [each["sql"].split()[0] for each in queries] == ["SELECT"]


def test_reading_as_staff_writes_nothing(staff: Client, copies: dict[str, Path]) -> None:
    # SQLite makes two files of its own beside a copy when it is first opened.
    assert staff.get(f"{STAFF}/site").status_code == 200
    before = prints(copies["staff"].parent)
    refused = ["content/nothing", "items?limit=x", "search?q=" + "a" * 500, "nowhere"]
    with CaptureQueriesContext(connection) as queries:
        seen = {staff.get(f"{STAFF}/{route}").status_code for route in (*ROUTES, "docs.js", *refused)}
    assert seen == {200, 400, 404}
    assert {each["sql"].split()[0] for each in queries} == {"SELECT"}
    assert prints(copies["staff"].parent) == before
