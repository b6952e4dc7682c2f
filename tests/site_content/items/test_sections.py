"""Sections: what an entry's body is divided into, and where readers open each."""

from search.entry import Entry
from search.passages import Section
from site_content.items.build import gathered_texts
from site_content.items.details import Role, SectionText, search_texts
from site_content.pages.types.guidance import GuidanceDetails

BODY, HEADINGS = Role.BODY, Role.HEADINGS


def block(kind: str, **value: object) -> dict[str, object]:
    return {"type": kind, "id": "6f0c1d5a-6c0e-4a55-9a3c-3f3f8a7a1f5e", "value": value}


def part(title: str, path: str, *blocks: dict[str, object]) -> dict[str, object]:
    return {"title": title, "path": path, "slug": path.rpartition("/")[2], "body": list(blocks)}


def test_parts_and_headings_begin_sections_where_they_stand() -> None:
    details = {
        "intro_html": "<p>What flu is.</p>",
        "who_for": "",
        "parts": [
            part("At home", "/flu", block("rich_text", html="<p>Rest.</p>")),
            part(
                "Get help",
                "/flu/get-help",
                block("rich_text", html="<p>Ask.</p>"),
                block("heading", text="Medicines", level=2, anchor="medicines"),
                block("rich_text", html="<p>Antivirals.</p>"),
            ),
        ],
    }
    texts, sections = gathered_texts(search_texts(GuidanceDetails, details), "/flu")
    body = "\n".join(texts[BODY])
    assert texts[HEADINGS] == ["At home", "Get help", "Medicines"]
    assert [body[section.start :].split("\n")[0] for section in sections] == ["Ask.", "Antivirals."]
    assert sections == [
        # The first part is the page itself, where the beginning is.
        Section(body.index("Ask."), "Get help", "/flu/get-help"),
        Section(body.index("Antivirals."), "Medicines", "/flu/get-help", "medicines"),
    ]


def test_a_heading_before_any_text_begins_a_section_at_once() -> None:
    texts = [SectionText(HEADINGS, "Symptoms", anchor="symptoms"), (BODY, "Fever."), (HEADINGS, "no address")]
    assert gathered_texts(texts, "/flu")[1] == [Section(0, "Symptoms", "", "symptoms")]


def test_an_entry_keeps_its_sections_and_says_nothing_of_none() -> None:
    sections = [Section(7, "Symptoms", "/flu/symptoms", "fever")]
    entry = Entry("1", "public", "news", "/flu", "Flu", 1, {}, body="x" * 20, sections=sections)
    assert Entry.from_json(entry.to_json()) == entry
    assert "sections" not in Entry("1", "public", "news", "/flu", "Flu", 1, {}).to_json()
