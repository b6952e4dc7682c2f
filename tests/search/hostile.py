# ruff: noqa: E501 (lists of texts, several of them wider than they look)
"""Query texts that no engine may stumble over: a thousand and more different ones, always the same.

Each family is a way in which texts were made to do harm: to a query language, a database, a parser, a page, a log.
"""

import random
from collections.abc import Iterator
from itertools import product

WORDS = ("flu", "vaccine", "covid-19", "a&e", "the")
# What engines store of an entry, by every name that either has for it: only texts are meant to be searched.
FIELDS = (
    "title", "keywords", "summary", "headings", "body", "card", "card.title", "id", "_id", "path", "audience", "type",
    "version", "live", "live_from", "live_until", "published_at", "popularity", "popularity_gain", "exact",
    "exact.title", "exact.keyword", "facets", "facets.topic", "facets.audience", "counted", "labels", "language",
    "key", "title_key", "quarantined", "words.title", "words.everything", "en.title", "en.text", "cy.body",
    "_source", "_index", "_all", "_exists_", "rowid", "rank", "search_entry", "search_text", "search_key", "entry",
)  # fmt: skip
_SIGNS = "\"'`\\*^:()[]{}-+~!?/|&<>=@#$%_.,;“”‘’«»…–—·¬£€°"
_LUCENE = (
    "{w} AND", "AND {w}", "{w} AND OR NOT", "NOT {w}", "-{w}", "+{w}", "+-{w}", "!{w}", "{w}~", "{w}~9", "{w}^1e9",
    "{w}^-1", "{w}*", "*{w}", "?{w}?", "/{w}.*/", "/(({w}+)+)+$/", "[* TO {w}]", "{{{w} TO *}}", ">{w}", "<={w}",
    '"{w}"~1000000', '"{w}', '{w}"', '"{w}" "', '-"{w}"', '"-{w}"', "({w}", "{w})", "(({w}) OR ()", "{w} && {w} ||",
    "\\{w}", "{w}\\", "{w} -{w}", '"{w}" -{w}',
)  # fmt: skip
_FTS5 = (
    "{w} NEAR {w}", "NEAR({w} {w}, 3)", "NEAR(", "{w} NOT {w}", "^{w}", "{w} + {w}", '"{w}" *', "- title : {w}",
    "{{title body}} : {w}", "-{{title}} : {w}", "({w}) OR", '""{w}""', "rank MATCH '{w}'", "{w} MATCH {w}",
    "search_start('{w}')", "highlight(search_index_en, 0, '{w}', 'x')",
)  # fmt: skip
_SQL = (
    "' OR 1=1 --", "'; DROP TABLE search_entry; --", '"; DROP TABLE item; --', "' UNION SELECT card FROM search_entry",
    "') OR ('1'='1", "1; ATTACH DATABASE '/tmp/x' AS x", "%' OR '%'='", "x' AND load_extension('x')", "'||(SELECT 1)||'",
    "1/*comment*/", "; PRAGMA writable_schema=1", "\\'; --", "' AND sleep(5) --", "pg_sleep(5)", "(SELECT 1)", "?1", ":a",
    "@x", "$1", "NULL", "x'00'", "CAST(1 AS BLOB)", "randomblob(1e9)", "zeroblob(999999999)",
)  # fmt: skip
_MARKUP = (
    "<script>alert(1)</script>", "<mark>{w}</mark>", "</mark>{w}", "<img src=x onerror=alert(1)>", "&lt;{w}&gt;",
    "&#60;script&#62;", "<!--{w}-->", "<![CDATA[{w}]]>", '"><svg onload=alert(1)>', "javascript:alert(1)",
    "{{{{ {w} }}}}", "{{% {w} %}}", "${{{w}}}", "#{{{w}}}", "<%= {w} %>", "{{{{7*7}}}}", "{{0.__class__}}", "%(x)s", "%s%n",
    "%x%x%x", "{{}}", "{{0}}", "{{w!r}}", "$({w})", "`{w}`", "${{jndi:ldap://x/{w}}}", "|{w}", "; ls {w}", "&& {w}",
    "../../{w}", "..\\..\\{w}", "/etc/passwd", "file:///{w}", "http://127.0.0.1:9200/_search?q={w}", "\\\\host\\{w}",
)  # fmt: skip
_JSON = (
    '{"match_all":{}}', '{"query":{"term":{"audience":"staff"}}}', '{"script":"1"}', '["flu"]', "[]", "{}", "null", "true",
    '"\\ud800"', '{"a":' * 40, "[" * 380, "[[[[", "]]]]", '{"$ne":null}', '{"__proto__":1}', "!!python/object:os", "---\n- a",
    "a: &a [*a]", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY x 'y'>]><x>&x;</x>",
)  # fmt: skip
_ENCODED = (
    "%00", "%0d%0aSet-Cookie: x", "%22{w}%22", "%25{w}", "%zz", "%", "%%", "%u0041", "%C0%AF", "%ff{w}", "+{w}+", "{w}%20",
    "=?utf-8?q?{w}?=", "\\u0000{w}", "\\x00{w}", "&amp;{w}", "{w}&q=x", "{w}#x", "{w};x", "{w}?q=y", "q={w}",
)  # fmt: skip
_CONTROL = (*range(0x20), 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0xAD, 0x200B, 0x200D, 0x2028, 0x2029, 0x2060, 0xFEFF, 0xFFFC,
            0xFFFD, 0xFFFE, 0xFFFF, 0xFDD0, 0xE000, 0xE0001, 0x10FFFF)  # fmt: skip
_SURROGATES = ("\ud800", "\udfff", "\udfff\ud800", "\ud83d", "\ud83dflu", "flu\udc80", '"\udcff"', "-\ud800", "\udc00*")
_UNICODE = (
    "é", "e\u0301", "e" + "\u0301" * 60, "Z̸̡̲A̷L̴G̵O", "ﬁ", "ﬂu", "ß", "ẞ", "İ", "ı", "ſ", "K", "Å", "Ω", "ﷺ" * 50, "٣", "Ⅷ", "½",
    "²", "①", "𝐟𝐥𝐮", "ｆｌｕ", "ᶠˡᵘ", "日本語", "インフルエンザ", "独感疫苗", "독감", "ไข้หวัด", "फ्लू", "இன்ஃப்ளூ", "ጉንፋን",
    "فلو", "שפעת", "\u202eulf", "\u2066flu\u2069", "flu\u200fvaccine", "فلو flu فلو", "грипп", "γρίπη", "flú", "ﬀ" * 200,
    "🤒", "👩‍⚕️ flu", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👨‍👩‍👧‍👦" * 30, "☠️", "1️⃣", "🇬🇧", "\U0001f9d1\u200d" * 50, "ꙮ", "\u0338" * 20, "\u0600", "ǅ", "ŉ", "և",
)  # fmt: skip
_LONG = (
    "a" * 400, "a" * 401, "a" * 10_000, "a" * 100_000, "ab " * 5_000, '"a" ' * 5_000, "-a " * 5_000, "a-" * 200, "a'b" * 100,
    "1 " * 200, "é" * 10_000, "日" * 10_000, "🤒" * 10_000, "(" * 5_000, '"' * 10_000, "\x00" * 10_000, " " * 10_000, "\n" * 400,
    "a&" * 200, "*" * 400, "a" * 24 + "b", "abcdefghij" * 3, "flu " * 100, "-flu " * 100, '"flu vaccine" ' * 40, "a b " * 99,
    "x" * 40 + " " + "y" * 40, "w-" * 99 + "w", "'" * 400, "&" * 400, "covid-19 " * 60, "the " * 100, '-"' * 200,
)  # fmt: skip
_REGEX = ("(a+)+$", "(a|a)*b", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$", "\\1\\2", "(?=a)(?!b)", "[^]", "a{1,99999}", "(?R)",
          "\\p{L}+", ".*.*.*.*=.*", "(x+x+)+y", "[[:alpha:]]", "\\Q\\E", "(?i)FLU", "$^", "\\b\\B")  # fmt: skip
_NUMBERS = ("0x10", "1e999", "-1e999", "NaN", "Infinity", "-0", "1_000", "1,000", "1.2.3.4", "9" * 30, "-9223372036854775809",
            "0.1", "1/0", "None", "undefined", "true", "false", "nil", "07:30", "2026-02-31", "0b1", "٣٤٥", "１２")  # fmt: skip
_PLAIN = ("", " ", "the", "the of and", "-the -of", "what is the", "zq", "newszq", "news", "ab", "a b c d e f g", "strept", "fluu",
          "vaccccccine", "xqzjk", "o'", "'s", "’s", "''", "a & e", "&&&", "a&b", "\n\t\r", "flu\nvaccine", "flu\tvaccine",
          "flu\u00a0vaccine", "flu\u3000vaccine", "-", "--", "- -", "-a", "--flu", "- flu", "\"\"", '"""', '" "', '"-"', '-""')  # fmt: skip


def field_queries(value: str) -> Iterator[str]:
    """Every way to ask one field alone for a value, in either engine's language."""
    forms = ("{f}:{v}", '{f}:"{v}"', "{{{f}}} : {v}", "{f}:{v}*", "+{f}:({v})")
    for form, field in product(forms, FIELDS):
        yield form.format(f=field, v=value)


def hostile_queries(count: int = 1_000_000) -> list[str]:
    """At most ``count`` texts, each once: from every family in turn, then mixtures of them and arbitrary characters."""
    families = [list(dict.fromkeys(family)) for family in _families()]
    deepest = max(map(len, families))
    turns = (family[place] for place in range(deepest) for family in families if place < len(family))
    return list(dict.fromkeys(turns))[:count]


def _families() -> Iterator[list[str]]:
    for templates in (_LUCENE, _FTS5, _MARKUP, _ENCODED):
        yield [template.format(w=word) for word in WORDS[:4] for template in templates]
    for texts in (_SQL, _JSON, _SURROGATES, _UNICODE, _LONG, _REGEX, _NUMBERS, _PLAIN):
        yield list(texts)
    yield [form.format(sign) for form in ("{}", "{}flu", "flu{}", "flu {} vaccine", "{0}{0}") for sign in _SIGNS]
    yield [form.format(chr(code)) for form in ("{}", "a{}b", '"{}flu"') for code in _CONTROL]
    yield list(field_queries("flu"))[::3]
    yield list(_mixtures(200))


def _mixtures(count: int) -> Iterator[str]:
    draw = random.Random(7)
    pieces = [*_SIGNS, *_SQL, *_SURROGATES, *_UNICODE, *_NUMBERS, *WORDS, " ", " ", '"', "-", "\x00", "\x02", "\x03"]
    for number in range(count):
        if number % 2:
            yield draw.choice(["", " "]).join(draw.choices(pieces, k=draw.randint(2, 12)))
        else:
            most = 0x110000 if number % 4 else 0x3000
            yield "".join(chr(draw.randrange(most)) for _ in range(draw.randint(1, 60)))
