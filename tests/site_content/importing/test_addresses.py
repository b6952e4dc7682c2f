"""Where links lead: to pages of the same source whatever way they are spelled, else on to where the source is."""

from __future__ import annotations

import pytest

from site_content.importing.addresses import KnownAddresses, Resolver, deep_links, normal
from site_content.importing.conversion.conversion import Target
from site_content.importing.sources.source import SourceDocument


def resolver(site: str = "", files_url: str = "") -> Resolver:
    known = KnownAddresses()
    for address, page in (("app/views/care/flu/index.njk", 1), ("docs/posts/story.md", 2), ("/about", 3), ("10", 4)):
        known.add(address, page)
    key = "app/views/care/flu/index.njk"
    document = SourceDocument("s", key, "news", "", "", address=key, site=site, files_url=files_url)
    return Resolver(document, known, file=lambda href: 9 if href.endswith("given.pdf") else None)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/care/flu", Target(page=1)),
        ("/care/flu/", Target(page=1)),
        ("/Care/Flu/index.html#signs", Target(page=1, fragment="signs")),
        ("/care/fl%75?x=1", Target(page=1)),
        ("../../../../docs/posts/story.md", Target(page=2)),
        ("../flu/", Target(page=1)),
        (" /ab\nout ", Target(page=3)),
        ("given.pdf", Target(file=9)),
        ("/files/given.pdf", Target(file=9)),
        ("/unknown/page?x=1#y", Target(url="/unknown/page?x=1#y")),
        ("/with space/é", Target(url="/with%20space/%C3%A9")),
        ("other.md#part", Target(url="/app/views/care/flu/other.md#part")),
        ("folder/?x=1", Target(url="/app/views/care/flu/folder/?x=1")),
        ("../../../../../../outside.md", Target(url="/outside.md")),
        ("https://else.example/care/flu", Target(url="https://else.example/care/flu")),
        ("//else.example/x", Target(url="https://else.example/x")),
        ("mailto:a@b.example", Target(url="mailto:a@b.example")),
        ("tel:+44", Target(url="tel:+44")),
        ("/\\evil.example", Target(url="/evil.example")),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("http://[bad", None),
        ("https://", None),
        ("https:\\\\evil.example", None),
        ("?page=2", None),
        ("", None),
    ],
)
def test_without_knowing_the_site(href: str, target: Target | None) -> None:
    assert resolver()(href) == target


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://old.example/care/flu/#signs", Target(page=1, fragment="signs")),
        ("http://old.example/about", Target(page=3)),
        ("/?p=10", Target(page=4)),
        ("https://old.example/?page_id=10&x=1", Target(page=4)),
        ("https://old.example/files/given.pdf", Target(file=9)),
        ("/gone", Target(url="https://old.example/gone")),
        ("https://old.example/gone", Target(url="https://old.example/gone")),
        ("next/", Target(url="https://old.example/app/views/care/flu/next/")),
        ("?page=2", Target(url="https://old.example/app/views/care/flu?page=2")),
        ("https://else.example/about", Target(url="https://else.example/about")),
    ],
)
def test_knowing_the_site(href: str, target: Target) -> None:
    assert resolver(site="https://old.example")(href) == target


def test_a_document_of_a_repository_leads_to_its_files_there() -> None:
    resolve = resolver(files_url="https://github.com/o/r/blob/abc/app/views/care/flu/")
    assert resolve("../cold.njk?x=1#y") == Target(url="https://github.com/o/r/blob/abc/app/views/care/cold.njk?x=1#y")
    assert resolve("picture one.png") == Target(
        url="https://github.com/o/r/blob/abc/app/views/care/flu/picture%20one.png"
    )
    assert resolve.unresolved == [
        ("app/views/care/cold", "https://github.com/o/r/blob/abc/app/views/care/cold.njk?x=1#y"),
        ("app/views/care/flu/picture one.png", "https://github.com/o/r/blob/abc/app/views/care/flu/picture%20one.png"),
    ]


def test_an_address_two_documents_share_leads_to_neither() -> None:
    known = KnownAddresses()
    known.add("app/care.md", 1)
    known.add("docs/care.md", 2)
    assert (known.find("care"), known.find("app/care"), known.find("docs/care")) == (None, 1, 2)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/A/B/", "a/b"), ("a/b.html", "a/b"), ("a/index.php?x=1#y", "a"), ("README.md", ""), ("./a/../b.md", "b"),
        ("a%20b", "a b"), ("/", ""), ("", ""), ("a/b.pdf", "a/b.pdf"),
    ],
)  # fmt: skip
def test_normal(address: str, expected: str) -> None:
    assert normal(address) == expected


def test_deep_links() -> None:
    html = """<a href="/a#x">1</a><a class='b' href='b.md#y&amp;z'>2</a>"""
    html += """<a href="#own">3</a><a href="/c">4</a><img src="/d#e">"""
    assert deep_links(html) == ["/a#x", "b.md#y&z"]
