"""Small things pages are made of: addresses, html, dates, words, queries, encodings, settings."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from frontend_templates.common import settings
from frontend_templates.common.api.cache_control import DAY, Freshness, freshness_of
from frontend_templates.common.assets import Assets
from frontend_templates.common.compression import negotiate_encoding
from frontend_templates.common.links import safe_href, url_for_path
from frontend_templates.common.serving.rate import Rate
from frontend_templates.common.site import COMMON
from frontend_templates.common.words.dates import day_of, long_date, short_date
from frontend_templates.common.words.formats import file_size, headings, number, srcset
from frontend_templates.common.words.html import clean, marked, texts
from frontend_templates.common.words.paths import canonical_path, is_under, search_words
from frontend_templates.common.words.query import PAGE, SEARCH, Query
from frontend_templates.common.words.rendering import Renderer
from frontend_templates.common.words.strings import Strings, load
from frontend_templates.public.site import public_site
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.fake_api import Clock

BAD = [
    "javascript:x",
    " JavaScript:x",
    "java\nscript:x",
    "data:x",
    "//x.example",
    "/\\x",
    "\\\\x",
    "https:x",
    "https://",
    "x",
    "",
    None,
    7,
]
GOOD = ["https://example.org/a?b#c", "HTTP://example.org", "mailto:a@b.example", "tel:+44111", "/", "/a/b?c", "#a"]


def test_addresses_a_page_may_lead_to() -> None:
    assert [safe_href(url) for url in BAD] == [""] * len(BAD)
    assert [safe_href(url) for url in GOOD] == GOOD
    assert [url_for_path(path) for path in ("/né/a b", '/a"b', "x", "//x", None)] == [
        "/n%C3%A9/a%20b",
        "/a%22b",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>"),
        ("<p style='x' class='y' id='z'>a</p>", "<p>a</p>"),
        ("<div>a<iframe src=x></iframe></div>", "a"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<svg><script>x</script></svg>a", "a"),
        (None, ""),
    ],
)
def test_html_is_cleaned(html: Any, cleaned: str) -> None:
    assert clean(html) == cleaned
    assert isinstance(clean(html), Markup)


def test_highlights_keep_their_marks() -> None:
    assert marked("<mark>a</mark> &lt;b&gt; <b>c</b>") == "<mark>a</mark> &lt;b&gt; c"


def test_texts_of_any_value() -> None:
    value = {
        "type": "x", "id": "0b0c6e2e-1111-4222-8333-444455556666", "a": "<p>One</p><p>two &amp; three</p>",
        "b": [{"c": "4 < 5"}, ["six", True, None, 7]], "url": "https://example.org", "d": "https://example.org/x",
    }  # fmt: skip
    assert list(texts(value)) == ["One two & three", "4 < 5", "six", "7"]
    deep: Any = "a"
    for _ in range(5_000):
        deep = [deep]
    assert list(texts(deep)) == []


def test_dates_are_those_of_the_place() -> None:
    say, london = Strings("en"), ZoneInfo("Europe/London")
    values = ["2026-01-05T09:00:00Z", "2026-06-30T23:30:00Z", "2026-02-28", "soon", None, ""]
    assert [long_date(value, say, london) for value in values] == [
        "5 January 2026",
        "1 July 2026",
        "28 February 2026",
        "",
        "",
        "",
    ]
    assert long_date("2026-01-05", Strings("cy"), london) == "5 Ionawr 2026"
    assert [short_date(value, say, london) for value in values[1:4]] == ["1 Jul 2026", "28 Feb 2026", ""]


@pytest.mark.parametrize(
    ("moment", "london", "kolkata"),
    [
        ("2026-03-28T23:59:59Z", "2026-03-28", "2026-03-29"),
        ("2026-03-29T22:59:59Z", "2026-03-29", "2026-03-30"),  # clocks went forward at one
        ("2026-03-29T23:00:00Z", "2026-03-30", "2026-03-30"),
        ("2026-10-24T23:00:00Z", "2026-10-25", "2026-10-25"),
        ("2026-10-25T23:30:00Z", "2026-10-25", "2026-10-26"),  # and back at two
        ("2026-10-26", "2026-10-26", "2026-10-26"),
    ],
)
def test_a_day_ends_by_the_clock_of_the_place(moment: str, london: str, kolkata: str) -> None:
    days = [day_of(moment, ZoneInfo(name)) for name in ("Europe/London", "Asia/Kolkata")]
    assert [str(day) for day in days] == [london, kolkata]


def test_both_sites_show_dates_by_the_clock_they_are_given() -> None:
    for site in (public_site, staff_site):
        shown = [
            Renderer(site(environ), Assets()).date("2026-06-30T23:30:00Z")
            for environ in ({}, {"HEADLAND_TIME_ZONE": "America/New_York"})
        ]
        assert shown == ["1 July 2026", "30 June 2026"]


def test_numbers_sizes_and_pictures() -> None:
    assert [number(value) for value in (0, 999, 12345)] == ["0", "999", "12,345"]
    assert [file_size(size) for size in (0, 999, 14_200, 1_240_000, -1, None)] == [
        "0 bytes",
        "999 bytes",
        "14 KB",
        "1.2 MB",
        "",
        "",
    ]
    sources = [
        {"url": "/a.webp", "width": 320},
        {"url": "javascript:x", "width": 640},
        {"url": "/b.webp", "width": "x"},
        {"url": "/c.webp", "width": 960},
    ]
    assert srcset({"sources": sources}) == "/a.webp 320w, /c.webp 960w"
    assert (srcset(None), srcset({})) == ("", "")
    blocks = [
        {"type": "heading", "value": {"text": "A", "level": 2, "anchor": "a"}},
        {"type": "rich_text", "value": {}},
        None,
    ]
    assert headings(blocks) == [{"text": "A", "level": 2, "anchor": "a"}]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/A//b/", "/a/b"),
        ("", "/"),
        ("/Cafe\u0301", "/café"),
        ("/a/../b", None),
        ("/a\\b", None),
        ("/a\nb", None),
        ("/" + "x" * 700, None),
    ],
)
def test_paths_have_one_form(path: str, canonical: str | None) -> None:
    assert canonical_path(path) == canonical


def test_what_lies_under_a_path() -> None:
    asked = [
        ("/news", "/news"),
        ("/news/a", "/news"),
        ("/newsletter", "/news"),
        ("/x", ""),
        ("/x", "/"),
        ("/", "/news"),
    ]
    assert [is_under(path, prefix) for path, prefix in asked] == [True, True, False, True, True, False]
    assert search_words("/a/flu-jab_2") == "flu jab 2"


def test_a_query_keeps_what_it_knows() -> None:
    query = Query.parse("page=2&page=3&utm_source=x&month=2026-01&view=", PAGE)
    assert (str(query), query.first("page"), query.first("view", "-")) == ("page=2&month=2026-01", "2", "-")
    choice = Query.parse("type=b&type=a&type=a&q= x ", SEARCH)
    assert choice.pairs == (("q", "x"), ("type", "a"), ("type", "b"))
    assert choice.without("type", "a").url("/search") == "/search?q=x&type=b"
    assert choice.without("type").without("q").url("/search") == "/search"
    numbers = ["1", "12", "0", "-1", "1.5", "٣", "x", "99999999999999", "501"]
    assert [Query((("page", text),)).number("page", 500) for text in numbers] == [1, 12, 1, 1, 1, 1, 1, 1, 1]
    assert len(Query.parse("&".join(f"tag={number}" for number in range(150)), SEARCH).pairs) == 20


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        (b"br, gzip", "br"), (b"gzip", "gzip"), (b"", ""), (b"*", ""), (b"GZIP;q=1.0", "gzip"), (b"br;q=0", ""),
        (b"br;q=0.1, gzip;q=0.8", "gzip"), (b"gzip;q=x", ""), (b"deflate;q=1", ""),
    ],
)  # fmt: skip
def test_the_encoding_a_reader_takes(accept: bytes, encoding: str) -> None:
    assert negotiate_encoding(accept) == encoding


@pytest.mark.parametrize(
    ("said", "age", "freshness"),
    [
        ("public, max-age=10", "", Freshness(fresh=10)),
        ("public, max-age=10, s-maxage=20", "5", Freshness(fresh=15)),
        ("max-age=10, stale-while-revalidate=5, stale-if-error=60", "", Freshness(True, 10, 5, 60)),
        ("max-age=10, no-cache", "", Freshness()),
        ("max-age=99999999, stale-if-error=99999999", "", Freshness(fresh=3_600)),
        ("max-age=soon", "x", Freshness()),
        ("", "", Freshness(if_error=DAY)),
        ("no-store", "", Freshness(store=False, if_error=0)),
        ("private, max-age=10", "", Freshness(store=False, if_error=0)),
    ],
)  # fmt: skip
def test_what_cache_control_says(said: str, age: str, freshness: Freshness) -> None:
    assert freshness_of({"cache-control": said, "age": age}) == freshness


def test_a_rate_fills_again() -> None:
    clock = Clock()
    rate = Rate(per_second=2, burst=3, clock=clock)
    assert [rate.allows() for _ in range(4)] == [True, True, True, False]
    clock.pass_(1)
    assert [rate.allows() for _ in range(3)] == [True, True, False]


def test_words_are_filled_in_and_escaped() -> None:
    say = Strings("en")
    assert say("title_of_page", title="A", page=1, pages=2) == "A (page 1 of 2)"
    mixed = say("title_of_part", title=Markup("<b>A</b>"), part="<i>")
    assert mixed == Markup("&lt;i&gt; – <b>A</b>")
    assert say("no_such_key") == "no_such_key"
    say._words |= {"n_one": "{count} item", "n_other": "{count} items"}
    assert [say("n", count=count) for count in (0, 1, 2, "1")] == ["0 items", "1 item", "2 items", "1 item"]


def test_every_welsh_text_has_the_names_of_the_english_one() -> None:
    english, welsh = load("en"), load("cy")
    assert welsh.keys() - english.keys() == set()
    names = {
        key: (set(re.findall(r"\{\w+\}", text)), set(re.findall(r"\{\w+\}", english[key])))
        for key, text in welsh.items()
    }
    assert {key: both for key, both in names.items() if both[0] != both[1]} == {}


def test_every_word_a_template_or_module_asks_for_is_there() -> None:
    say = Strings("en")
    root = COMMON.parent
    files = [*root.rglob("*.html"), *root.rglob("*.py")]
    asked = {
        key: str(file.relative_to(root))
        for file in files
        for key in re.findall(r"""(?<![\w.])(?:t|say|visit\.say)\(\s*["']([a-z0-9_]+)["']\s*[,)]""", file.read_text())
    }
    assert {key: file for key, file in asked.items() if key not in say} == {}
    assert len(asked) > 5


def test_settings_name_what_is_wrong() -> None:
    read = settings.read
    assert read("HEADLAND_API_URL", {"HEADLAND_DELIVERY_PORT": "9003"}) == "http://localhost:9003"
    inside = {"HEADLAND_CMS_URL": "https://cms.example", "HEADLAND_CMS_INTERNAL_URL": "http://cms:8002"}
    assert read("HEADLAND_CMS_INTERNAL_URL", {"HEADLAND_CMS_URL": "https://cms.example"}) == "https://cms.example"
    assert read("HEADLAND_CMS_INTERNAL_URL", inside) == "http://cms:8002"
    assert read("HEADLAND_PUBLIC_URL", {"HEADLAND_PUBLIC_URL": "https://x.example/"}) == "https://x.example"
    for name, value in (
        ("HEADLAND_API_URL", "ftp://x"),
        ("HEADLAND_THEME", "dark"),
        ("HEADLAND_CMS_PORT", "x"),
        ("HEADLAND_LANGUAGE", "fr"),
        ("HEADLAND_TIME_ZONE", "London"),
        ("HEADLAND_TIME_ZONE", "../etc/passwd"),
    ):
        with pytest.raises(ValueError, match=name):
            read(name, {name: value})
