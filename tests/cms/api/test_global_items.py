"""Navigation, the site with its alerts, and where to go from the first address."""

from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import alerts, navigation


def test_no_menu_names_a_page_from_the_second_at_which_it_ends(public: Asker, at_noon: list[int]) -> None:
    assert public(f"{PUBLIC}/navigation").json == navigation()
    at_noon[0] += 89
    assert public(f"{PUBLIC}/navigation").json == navigation()
    at_noon[0] += 1
    assert public(f"{PUBLIC}/navigation").json == {
        "header": [{"title": "News", "path": "/news", "children": []}],
        "footer": [],
    }


def test_only_alerts_in_force_are_shown(public: Asker, at_noon: list[int]) -> None:
    def shown() -> list[int]:
        return [alert["id"] for alert in public(f"{PUBLIC}/site").json["alerts"]]

    got = public(f"{PUBLIC}/site")
    wanted = {name: value for name, value in alerts()[0].items() if name not in {"starts_at", "ends_at"}}
    assert (got.json["name"], got.json["alerts"][0]) == ("Headland", wanted)
    assert shown() == [1, 2]
    at_noon[0] += 29
    assert (shown(), public(f"{PUBLIC}/site").headers["cache-control"]) == ([1, 2], "public, max-age=1")
    at_noon[0] += 1
    assert shown() == [1]
    assert public(f"{PUBLIC}/site").headers["last-modified"] == "Sun, 01 Mar 2026 12:00:30 GMT"
    at_noon[0] += 30
    assert shown() == [1, 3]


def test_the_first_address_leads_on(public: Asker) -> None:
    routes = public(f"{PUBLIC}/").json["routes"]
    for name, address in routes.items():
        if name != "content":
            assert public(address).status == 200, name
    assert public(PUBLIC).body == public(f"{PUBLIC}/").body
    # One slash more, the commonest slip.
    assert public(f"{PUBLIC}/items/").body == public(f"{PUBLIC}/items").body


def test_the_docs_page_loads_nothing_from_elsewhere(public: Asker) -> None:
    page = public(f"{PUBLIC}/docs", headers={"Accept": "text/html,application/xhtml+xml"})
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"http" not in page.body
    assert b"<script>" not in page.body
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert b"SwaggerUIBundle" in public(f"{PUBLIC}/docs.js").body
