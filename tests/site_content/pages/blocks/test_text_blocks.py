"""Blocks that hold only words: their JSON, whole, and their text."""

from typing import Any

import pytest

from tests.site_content.pages.blocks.views import texts_of, value_of

CASES: list[tuple[str, Any, Any, list[tuple[str, str]]]] = [
    (
        "rich_text",
        '<p data-block-key="a1">Flu &amp; <b>colds</b></p><ul><li>rest</li></ul>',
        {"html": "<p>Flu &amp; <b>colds</b></p><ul><li>rest</li></ul>"},
        [("body", "Flu & colds\nrest")],
    ),
    (
        "heading",
        {"text": "  When to\n get help ", "level": "3"},
        {"text": "When to get help", "level": 3, "anchor": "when-to-get-help"},
        [("headings", "When to get help")],
    ),
    (
        "quote",
        {"html": "<p>It was over in a minute.</p>", "attribution": "Amina <3", "role": "Parent"},
        {"html": "<p>It was over in a minute.</p>", "attribution": "Amina <3", "role": "Parent"},
        [("body", "It was over in a minute."), ("body", "Amina <3"), ("body", "Parent")],
    ),
    ("inset", {"html": "<p>Note</p>"}, {"html": "<p>Note</p>"}, [("body", "Note")]),
    (
        "callout",
        {"level": "non-urgent", "heading": "See a GP if:", "html": "<ul><li>it lasts</li></ul>"},
        {"level": "non-urgent", "heading": "See a GP if:", "html": "<ul><li>it lasts</li></ul>"},
        [("headings", "See a GP if:"), ("body", "it lasts")],
    ),
    (
        "do_dont",
        {
            "do": {"heading": "Do", "items": ["<p>rest</p>", "<p></p>"]},
            "dont": {"heading": "Don't", "items": ['<p>smoke, <a href="https://quit.example/">quit</a></p>']},
        },
        {
            "do": {"heading": "Do", "items": ["rest"]},
            "dont": {"heading": "Don't", "items": ['smoke, <a href="https://quit.example/">quit</a>']},
        },
        [("body", "Do"), ("body", "rest"), ("body", "Don't"), ("body", "smoke, quit")],
    ),
    (
        "expander",
        {"title": "How we count", "html": "<p>By the hour</p>"},
        {"title": "How we count", "html": "<p>By the hour</p>"},
        [("body", "How we count"), ("body", "By the hour")],
    ),
    (
        "steps",
        {"title": "Wash hands", "steps": [{"heading": "Wet", "html": "<p>Water</p>"}, {"heading": "Dry"}]},
        {"title": "Wash hands", "steps": [{"heading": "Wet", "html": "<p>Water</p>"}, {"heading": "Dry", "html": ""}]},
        [("body", "Wash hands"), ("body", "Wet"), ("body", "Water"), ("body", "Dry")],
    ),
    (
        "code",
        {"language": "html", "code": "<b>if a < b</b>\n  done"},
        {"language": "html", "code": "<b>if a < b</b>\n  done"},
        [("minor", "<b>if a < b</b>\n  done")],
    ),
    (
        "table",
        {
            "caption": "Doses",
            "first_row_is_header": True,
            "first_column_is_header": False,
            "rows": [['<a href="/age">Age</a>', "Dose"], ["<p>6 to 8</p><p>years</p>"]],
        },
        {
            "caption": "Doses",
            "first_row_is_header": True,
            "first_column_is_header": False,
            "rows": [['<a href="/age">Age</a>', "Dose"], ["6 to 8<br>years", ""]],
        },
        [("body", "Doses"), ("body", "Age\nDose"), ("body", "6 to 8\nyears")],
    ),
    (
        "video",
        {"url": "https://www.youtube.com/watch?v=1", "title": "Inhaler", "transcript": "<p>Breathe in</p>"},
        {
            "url": "https://www.youtube.com/watch?v=1",
            "title": "Inhaler",
            "provider": "youtube",
            "transcript_html": "<p>Breathe in</p>",
        },
        [("body", "Inhaler"), ("body", "Breathe in")],
    ),
]


@pytest.mark.parametrize(("kind", "raw", "value", "texts"), CASES, ids=[case[0] for case in CASES])
def test_json_and_text(kind: str, raw: Any, value: Any, texts: list[tuple[str, str]]) -> None:
    assert value_of(kind, raw) == value
    assert texts_of(kind, value) == texts


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("rich_text", '<p data-block-key="a"></p>'),
        ("heading", {"text": "  ", "level": "2"}),
        ("do_dont", {"do": {"heading": "Do", "items": []}, "dont": {"heading": "Don't", "items": ["<p> </p>"]}}),
        ("steps", {"title": "None", "steps": []}),
        ("table", {"caption": "Empty", "rows": [["", "<p></p>"]]}),
        ("code", {"language": "", "code": " \n"}),
        ("video", {"url": "javascript:alert(1)", "title": "x"}),
        ("video", {"url": "ftp://example.org/a.mp4", "title": "x"}),
        ("video", {"url": "https://[broken", "title": "x"}),
    ],
)
def test_left_out_when_there_is_nothing_to_read(kind: str, raw: Any) -> None:
    assert value_of(kind, raw) is None


def test_a_callout_of_unknown_level_is_a_warning() -> None:
    assert value_of("callout", {"level": "mild", "heading": "H", "html": ""})["level"] == "warning"


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://youtu.be/1", "youtube"),
        ("http://player.vimeo.com/video/1", "vimeo"),
        ("https://notyoutube.com/1", "other"),
        ("https://youtube.com.evil.example/1", "other"),
    ],
)
def test_provider_is_told_by_host(address: str, provider: str) -> None:
    assert value_of("video", {"url": address, "title": "x"})["provider"] == provider
