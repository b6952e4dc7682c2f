"""From HTML to body blocks: each pattern by its whole value, and what is left out by name."""

from __future__ import annotations

from typing import Any

import pytest

from site_content.importing.conversion.body import to_blocks
from site_content.importing.conversion.conversion import Conversion, Target
from site_content.importing.conversion.markup import Unreadable
from tests.site_content.pages.blocks.views import publish

GIVEN = {"a.png": 1, "b.png": 2, "/big/a.png": 1}


def link(href: str) -> Target | None:
    return Target(url=href) if href.startswith(("/", "https:", "mailto:")) else None


def converted(html: str, **more: Any) -> tuple[list[tuple[str, Any]], list[str]]:
    conversion = Conversion(link=link, **more)
    made = to_blocks(html, conversion)
    return [(block["type"], block["value"]) for block in made], conversion.problems


def text(html: str) -> tuple[str, str]:
    return ("rich_text", html)


def heading(words: str, level: int = 2, anchor: str = "") -> tuple[str, dict[str, str]]:
    return ("heading", {"text": words, "level": str(level), "anchor": anchor})


def picture(key: int, alt: str = "", caption: str = "") -> tuple[str, dict[str, Any]]:
    return ("image", {"image": {"image": key, "decorative": not alt, "alt_text": alt}, "caption": caption})


def code(words: str, language: str = "") -> tuple[str, dict[str, str]]:
    return ("code", {"language": language, "code": words})


def table(*rows: list[str], caption: str = "", head: bool = False, column: bool = False) -> tuple[str, dict[str, Any]]:
    return (
        "table",
        {"caption": caption, "first_row_is_header": head, "first_column_is_header": column, "rows": [*rows]},
    )


CASES: dict[str, list[tuple[str, list[tuple[str, Any]]]]] = {
    "headings": [
        ('<h1>A</h1><h5 id="b">B</h5><h2></h2>', [heading("A"), heading("B", 4, "b")]),
        ('<h3 id="c">C<a class="headerlink" href="#c">¶</a></h3>', [heading("C", 3, "c")]),
        ('<h2><a href="/x">Linked</a> words</h2>', [heading("Linked words"), text('<p><a href="/x">Linked</a></p>')]),
        ("<h2>One<br>two</h2>", [heading("One two")]),
        (f"<h2>{'long ' * 50}</h2>", [text(f"<p><strong>{('long ' * 50).strip()}</strong></p>")]),
        ('<h2><img src="a.png" alt="A"> B</h2>', [heading("B"), picture(1, "A")]),
    ],
    "anchors": [
        ('<section id="s"><h2>First</h2></section><p><a href="#s">s</a></p>',
         [heading("First", 2, "s"), text('<p><a href="#s">s</a></p>')]),
        ('<h2 id="h">H</h2><p id="p">p</p><p><a href="#p">to p</a></p>',
         [heading("H", 2, "h"), text('<p>p</p><p><a href="#h">to p</a></p>')]),
        ('<a href="#not-here">a</a><a href="#">b</a>', [text('<p><a href="#not-here">a</a><a href="#">b</a></p>')]),
        ('<a href="#When-To">a</a><h2>When to</h2>', [text('<p><a href="#when-to">a</a></p>'), heading("When to")]),
    ],
    "lists": [
        ("<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul>after</li></ul>",
         [text("<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul>after</li></ul>")]),
        ("<ul><li>a</li><ul><li>directly in a list</li></ul></ul>",
         [text("<ul><li>a<ul><li>directly in a list</li></ul></li></ul>")]),
        ('<ol start="5"><li>five</li></ol>', [text('<ol start="5"><li>five</li></ol>')]),
        ("<li>lonely</li><li>two</li>", [text("<ul><li>lonely</li><li>two</li></ul>")]),
        ("<ul><li><p>a</p><p>b</p></li><li></li></ul>", [text("<ul><li>a<br/>b</li></ul>")]),
        ('<ol><li>a <img src="a.png" alt="A"></li><li>b</li></ol>',
         [text("<ol><li>a</li></ol>"), picture(1, "A"), text('<ol start="2"><li>b</li></ol>')]),
        ("<ol><li>a<pre>x</pre>b</li><li>c</li></ol>",
         [text("<ol><li>a<br/>b</li></ol>"), code("x"), text('<ol start="2"><li>c</li></ol>')]),
        ("<ul><li><h3>Head</h3>words</li></ul>", [text("<ul><li><strong>Head</strong><br/>words</li></ul>")]),
        ("<ul><li>a<table><tr><td>1</td></tr></table></li></ul>", [text("<ul><li>a</li></ul>"), table(["1"])]),
    ],
    "tables": [
        ("<table><caption>Cap</caption><thead><tr><th>A</th><th>B</th></tr></thead><tr><td><p>1</p><p>2</p></td><td>3</td></tr>"
         '<tfoot><tr><td>f</td><td><a href="/x">x</a></td></tr></tfoot></table>',
         [table(["A", "B"], ["1<br/>2", "3"], ["f", '<a href="/x">x</a>'], caption="Cap", head=True)]),
        ("<table><tr><td colspan=2>wide</td></tr><tr><td rowspan=2>down</td><td>x</td></tr><tr><td>y</td></tr></table>",
         [table(["wide", ""], ["down", "x"], ["down", "y"])]),
        ("<table><tr><th>r</th><td>1</td></tr><tr><th>s</th><td>2</td></tr></table>",
         [table(["r", "1"], ["s", "2"], column=True)]),
        ('<table><tr><td>a<table><tr><td>in</td></tr></table></td><td><img src="a.png" alt="A"></td></tr></table>',
         [table(["a<br/>in", ""]), picture(1, "A")]),
        (f"<table><tr><td><h2>Laid out</h2>{'long ' * 450}</td><td>b</td></tr></table>",
         [heading("Laid out"), text(f"<p>{('long ' * 450).strip()}</p><p>b</p>")]),
        ("<table><tr><td></td></tr></table>", []),
    ],
    "quotes": [
        ("<blockquote><p>Said.</p><footer>— <cite>Ann</cite></footer></blockquote>",
         [("quote", {"html": "<p>Said.</p>", "attribution": "Ann", "role": ""})]),
        ("<blockquote>q <cite>A book</cite> says</blockquote>",
         [("quote", {"html": "<p>q <em>A book</em> says</p>", "attribution": "", "role": ""})]),
        ("<blockquote>q<ul><li>i</li></ul><h3>H</h3></blockquote>",
         [text("<blockquote><p>q</p><ul><li>i</li></ul><p><strong>H</strong></p></blockquote>")]),
    ],
    "code": [
        ('<pre><code class="language-python">a\n  b &lt; c\n\n</code></pre>', [code("a\n  b < c", "python")]),
        ("<pre>x<br>y</pre>", [code("x\ny")]),
        ('<pre>see <a href="/x">x</a></pre>', [code("see x"), text('<p><a href="/x">x</a></p>')]),
    ],
    "boxes": [
        ("<details><summary>Sum</summary><p>in</p><table><tr><td>t</td></tr></table></details>",
         [("expander", {"title": "Sum", "html": "<p>in</p>"}), table(["t"])]),
        ("<details><summary>Only a table</summary><table><tr><td>t</td></tr></table></details>",
         [text("<p><strong>Only a table</strong></p>"), table(["t"])]),
        ('<div class="nhsuk-care-card nhsuk-care-card--urgent"><h3 class="nhsuk-care-card__heading">'
         "<span>Urgent advice: </span>Call</h3><p>now</p></div>",
         [("callout", {"level": "urgent", "heading": "Call", "html": "<p>now</p>"})]),
        ('<div class="nhsuk-inset-text"><p>a</p><h3>Later</h3></div>',
         [("inset", {"html": "<p>a</p><p><strong>Later</strong></p>"})]),
        ('<div class="nhsuk-inset-text"><h3>First</h3><p>a</p></div>',
         [("callout", {"level": "information", "heading": "First", "html": "<p>a</p>"})]),
        ('<div class="nhsuk-inset-text"><h3><a href="/x">Link</a></h3></div>',
         [("inset", {"html": '<p><strong><a href="/x">Link</a></strong></p>'})]),
        ('<div class="help-notice"><p>before</p><h3>H</h3></div>',
         [("callout", {"level": "warning", "heading": "Warning", "html": "<p>before</p><p><strong>H</strong></p>"})]),
        ('<div class="nhsuk-do-dont-list"><h3>Do</h3><ul><li>rest</li></ul></div>'
         '<div class="nhsuk-do-dont-list"><h3>Don’t</h3><ul><li>run <a href="/y">y</a></li></ul></div>',
         [("do_dont", {"do": {"heading": "Do", "items": ["rest"]},
                       "dont": {"heading": "Don’t", "items": ['run <a href="/y">y</a>']}})]),
        ('<div class="nhsuk-do-dont-list"><h3>Do</h3><p>Said besides</p><ul><li>rest</li></ul></div>',
         [heading("Do", 3), text("<p>Said besides</p><ul><li>rest</li></ul>")]),
        ("<ol><li><span>1</span><h3>One</h3><p>a</p></li><li><h3>Two</h3></li></ol>",
         [("steps", {"title": "", "steps": [{"heading": "One", "html": "<p>a</p>"}, {"heading": "Two", "html": ""}]})]),
        ("<ol><li>before <h3>One</h3></li></ol>", [text("<ol><li>before<br/><strong>One</strong></li></ol>")]),
        ('<div class="contact"><h3>Press</h3><p><a href="mailto:a@b.example">a@b.example</a></p></div>',
         [("contact", {"name": "Press", "html": '<p><a href="mailto:a@b.example">a@b.example</a></p>',
                       "phone": "", "email": "", "opening_hours": "", "link": None})]),
        ('<p><a class="nhsuk-button" href="/go">Go</a></p>',
         [("call_to_action", {"link": {"text": "Go", "page": None, "file": None, "url": "/go"}})]),
        ('<p><a class="nhsuk-button" href="/go">Go</a> or stay</p>', [text('<p><a href="/go">Go</a> or stay</p>')]),
    ],
    "pictures": [
        ('<figure><img src="a.png" alt="A"><figcaption>Cap</figcaption></figure>', [picture(1, "A", "Cap")]),
        ('<figure><img src="a.png"><figcaption>Cap <a href="/l">l</a></figcaption></figure>',
         [picture(1), text('<p>Cap <a href="/l">l</a></p>')]),
        ('<a href="/big/a.png"><img src="a.png" alt="A"></a>', [picture(1, "A")]),
        ('<a href="/else"><img src="a.png" alt="A"></a>', [picture(1, "A"), text('<p><a href="/else">A</a></p>')]),
        ('<picture><source srcset="a.webp"><img src="a.png" alt="A"></picture>', [picture(1, "A")]),
        ('<img src="data:image/gif;base64,R0lGOD" data-src="a.png" alt="A">'
         '<noscript><img src="a.png" alt="A"></noscript>',
         [picture(1, "A")]),
        ('<img srcset="a.png 1x, b.png 2x" alt="A">', [picture(1, "A")]),
        ('<figure class="gallery"><figure><img src="a.png" alt="A"><figcaption>One</figcaption></figure>'
         '<img src="b.png">' "<figcaption>Both</figcaption></figure>",
         [("gallery", {"title": "Both", "images": [picture(1, "A", "One")[1], picture(2)[1]]})]),
        ('<p>text <img src="a.png" alt="A"> more</p>', [text("<p>text</p>"), picture(1, "A"), text("<p>more</p>")]),
        ('<img src="/x.png" alt="Not given"><img src="/y.png"><img alt="no address"><img>',
         [text('<p><em><a href="/x.png">Picture: Not given</a></em></p>'
               '<p><em><a href="/y.png">Picture: y.png</a></em></p>'
               "<p><em>Picture: no address</em></p>")]),
        ('<map><area href="/m" alt="Leeds"><area href="/n"></map>',
         [text('<p><a href="/m">Leeds</a></p><p><a href="/n">/n</a></p>')]),
    ],
    "players": [
        ('<iframe src="https://www.youtube.com/embed/x" title="T"></iframe>',
         [("video", {"url": "https://www.youtube.com/embed/x", "title": "T", "transcript": ""})]),
        ('<iframe src="https://maps.example/x"></iframe>', [text('<p><a href="https://maps.example/x">https://maps.example/x</a></p>')]),
        ('<video><source src="/v.mp4"><track src="/v.vtt">or <a href="/v.mp4">load it</a></video>',
         [text('<p><a href="/v.mp4">/v.mp4</a></p><p>or <a href="/v.mp4">load it</a></p>')]),
        ('<figure><iframe src="https://vimeo.com/1"></iframe><figcaption>A film</figcaption></figure>',
         [("video", {"url": "https://vimeo.com/1", "title": "A film", "transcript": ""})]),
    ],
    "words": [
        ("<p>H<sub>2</sub>O x<sup>2</sup> <del>no</del> <ins>yes</ins> <q>q</q> <kbd>K</kbd> "
         "<abbr title='World'>W</abbr></p>",
         [text("<p>H<sub>2</sub>O x<sup>2</sup> <s>no</s> yes “q” <code>K</code> W</p>")]),
        ("<dl><dt>T <code>x</code></dt><dd>D</dd></dl>", [text("<p><strong>T <code>x</code></strong></p><p>D</p>")]),
        ("bare<br><br>words<hr>end", [text("<p>bare<br/>words</p><hr/><p>end</p>")]),
        ("<p>tell <your name> and <em>go</em></p>", [text("<p>tell &lt;your name&gt; and <em>go</em></p>")]),
        ("<custom-box><p>a</p></custom-box><note>b</note>", [text("<p>a</p><p>b</p>")]),
        ("<noscript>no script</noscript><script>x</script><style>y</style><template>t</template><p>a<!-- c -->b</p>",
         [text("<p>no script</p><p>ab</p>")]),
        ("<form><label>Name <input value='v'></label><select><option>one</option></select></form>",
         [text("<p>Name</p><p>one</p>")]),
        ("<p>un\u200bbroken</p>", [text("<p>unbroken</p>")]),
        ('<a href="/card"><h3>Card</h3>words</a>',
         [heading("Card", 3), text('<p>words</p><p><a href="/card">Card words</a></p>')]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), [case for cases in CASES.values() for case in cases])
def test_becomes(html: str, expected: list[tuple[str, Any]]) -> None:
    made, _ = converted(html, picture=lambda source: GIVEN.get(source))
    assert made == expected


@pytest.mark.parametrize(
    ("html", "kept", "problem"),
    [
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>", "link kept as text: 'javascript:alert(1)'"),
        ('<a href="data:text/html,x">a</a>', "<p>a</p>", "link kept as text: 'data:text/html,x'"),
        ('<a href="ftp://x.example/y">a</a>', "<p>a (ftp://x.example/y)</p>", "link kept as text: 'ftp://x.example/y'"),
        ('<a href="">a</a>', "<p>a</p>", "link kept as text: ''"),
        ('<a href="/x"></a>', '<p><a href="/x">/x</a></p>', None),
        ('<a href="/x" aria-label="Our page"><svg></svg></a>', '<p><a href="/x">Our page</a></p>', None),
        ("<p>a<svg><title>Chart of flu</title></svg></p>", "<p>a</p>", "drawing left out: 'Chart of flu'"),
    ],
)
def test_what_cannot_be_kept_is_said(html: str, kept: str, problem: str | None) -> None:
    made, problems = converted(html)
    assert made == [text(kept)]
    assert problems == ([problem] if problem else [])


def test_long_code_and_long_text_are_parted_between_lines_and_paragraphs() -> None:
    made, _ = converted("<pre>" + "line of code\n" * 8_000 + "</pre>")
    assert [kind for kind, _ in made] == ["code"] * 3
    assert "".join(value["code"] + "\n" for _, value in made) == "line of code\n" * 8_000
    made, _ = converted("<p>" + "word " * 2_000 + "</p>" + "<p>next</p>" * 8_000)
    assert [kind for kind, _ in made] == ["rich_text"] * 2
    assert "".join(value for _, value in made) == f"<p>{('word ' * 2_000).strip()}</p>" + "<p>next</p>" * 8_000


def test_large_tables_are_parted_with_their_heads() -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(500))
    made, _ = converted(f"<table><tr><th>N</th></tr>{rows}</table>")
    assert [(len(value["rows"]), value["rows"][0], value["first_row_is_header"]) for _, value in made] == [
        (200, ["N"], True), (200, ["N"], True), (103, ["N"], True),
    ]  # fmt: skip
    assert [cell for _, value in made for row in value["rows"][1:] for cell in row] == [
        str(number) for number in range(500)
    ]
    wide = "".join(f"<td>{number}</td>" for number in range(50))
    made, _ = converted(f"<table><tr>{wide}</tr></table>")
    assert [len(value["rows"][0]) for _, value in made] == [20, 20, 10]


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "blockquote", "table><tr><td", "b"])
def test_nesting_without_end_is_refused(tag: str) -> None:
    with pytest.raises(Unreadable, match="nested more than 100 deep"):
        converted(f"<{tag}>" * 5_000 + "x")


def test_a_document_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than 5,000,000 characters"):
        converted("a" * 5_000_001)


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(Unreadable, match="cells"):
        converted("<table>" + '<tr><td colspan="20">x</td></tr>' * 6_000 + "</table>")


@pytest.mark.parametrize(
    "html", [case for name, cases in CASES.items() if name not in {"pictures", "headings"} for case, _ in cases]
)
def test_what_is_made_can_be_published(html: str) -> None:
    """Nothing of what the converter makes is dropped by the blocks it makes it for."""
    made, _ = converted(html)
    published = publish(*made)
    assert [block["type"] for block in published] == [kind for kind, _ in made]
