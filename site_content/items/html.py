"""HTML: cleans what leaves the CMS and reads its text."""

import html
import re

import nh3

TAGS = {
    "p", "ul", "ol", "li", "a", "strong", "em", "b", "i", "code", "br", "sup", "sub", "h2", "h3", "h4", "hr",
    "blockquote", "s",
}  # fmt: skip
INLINE_TAGS = {"a", "strong", "em", "b", "i", "code", "br", "sup", "sub", "s"}
SCHEMES = {"http", "https", "mailto", "tel"}
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|td|th|tr|div|ul|ol)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)


def clean(source: str, inline: bool = False) -> str:
    """Return ``source`` with only the tags, attributes and link schemes an item may carry (nh3, an allow-list)."""
    return nh3.clean(
        source,
        tags=INLINE_TAGS if inline else TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )


def plain_text(source: str) -> str:
    """Return the text of cleaned HTML: tags gone, entities decoded, one space between words, a line per block."""
    text = nh3.clean(_BLOCK_END.sub(lambda match: match.group(0) + "\n", source), tags=set())
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)
