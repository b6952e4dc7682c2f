# ruff: noqa: E501 (raw lines, several of them longer than they look)
"""Raw requests that no client of ours sends, always the same: long, deep, with NUL, odd methods, ranges, numbers, forms."""

from __future__ import annotations

import random
from collections.abc import Iterator

PATHS = {
    "cms": ("/admin/login/", "/admin/", "/api/staff/v1/items", "/api/preview/exchange", "/media/a.png", "/sign-in",
            "/staff-media/a.pdf", "/api/feed/changes", "/health", "/admin/password_reset/"),
    "delivery": ("/api/public/v1/content/", "/api/public/v1/items", "/api/public/v1/search", "/api/public/v1/changes",
                 "/api/public/v1/feedback", "/api/public/v1/search/events", "/api/public/v1/suggest"),
    "public": ("/", "/search", "/news", "/feedback", "/search/click", "/media/a.png", "/assets/a.css", "/suggest"),
    "staff": ("/", "/sign-in", "/signed-in", "/sign-out", "/bookmarks", "/health", "/signed-out", "/feedback", "/staff-media/a.pdf", "/preview/a"),
}  # fmt: skip
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "G\u00c4T",
    "X" * 300,
    "GET\0",
)
NUMBERS = ("0", "-1", "1e309", "9" * 400, "0x10", "+5", "\u0661", "1_000", "NaN", "", "1.5", "18446744073709551616")
TAILS = ("%00", "%ff%fe", "%c3%28", "a" * 9_000, "/".join("a" * 2_000), "../" * 300, "%2e%2e%2f" * 50, ";" * 500, "//", "\\", "%", "%zz",
         "?" + "&".join("a=1" for _ in range(3_000)), "?q=" + "%00" * 50, "?q=" + "(" * 3_000, "#x")  # fmt: skip
NAMES = ("limit", "page", "after", "q", "cursor", "next", "state", "code", "path", "type")
HEADERS = (
    b"Range: bytes=0-,-1,5-2", b"Range: bytes=" + b"9" * 200 + b"-", b"If-Range: \xff\xfe", b"If-None-Match: " + b'"' * 3_000,
    b"If-Modified-Since: \xff", b"If-Modified-Since: Sat, 99 Foo 99999 99:99:99 GMT", b"Accept: " + b"a/b," * 900,
    b"Accept-Encoding: br;q=1e999, gzip;q=-1, *;q=x", b"Accept-Language: \xe2\x28\xa1", b"Cookie: " + b"a=b; " * 1_000,
    b"Cookie: headland_session=\x80\x81; =; ;;", b"Authorization: Bearer \xff", b"Authorization: Basic !!!", b"Host: \xff",
    b"Host: " + b"a" * 5_000, b"X-Forwarded-For: " + b"1," * 2_000, b"X-Forwarded-Proto: \x0b", b"Origin: null", b"Referer: \xff\xfe",
    b"Content-Type: multipart/form-data", b"Content-Type: multipart/form-data; boundary=\xff", b"Content-Type: text/plain; charset=utf-7",
    b"Content-Type: application/x-www-form-urlencoded; charset*=x''%ff", b"Transfer-Encoding: chunked, gzip", b"Expect: 200-maybe",
    b"Upgrade: h2c\r\nConnection: upgrade, http2-settings", b"A" * 3_000 + b": 1", b"X: " + b"y" * 60_000, b"no colon here", b": empty",
    b"X\0Y: 1", b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: -1", b"Content-Length: " + b"9" * 40,
)  # fmt: skip
BODIES = (
    b"", b"{", b"[" * 30_000, b'{"a":' * 8_000, b'{"path": 1e999, "useful": 2}', b'{"query_id": "\\ud800", "kind": "search"}',
    b"null", b"\xff\xfe\0", b"a=1&" * 12_000, b"useful=yes&path=%00%ff", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n",
    b'{"path": "' + b"/a" * 20_000 + b'", "useful": true}', b"username=%ff&password=" + b"x" * 30_000,
)  # fmt: skip
KINDS = (
    b"application/json",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x",
    b"text/xml",
    b"\xff",
)


def hostile_requests(name: str, port: int, count: int) -> Iterator[bytes]:
    """Yield ``count`` requests for one of the servers; each is whole, or is refused before its end."""
    chance = random.Random(f"{name} {count}")
    for number in range(count):
        path = chance.choice(PATHS[name])
        method, more, body = b"GET", [], b""
        match number % 5:
            case 0:
                method = chance.choice(METHODS).encode()
            case 1:
                path += chance.choice(TAILS)
            case 2:
                path += (
                    f"?{chance.choice(NAMES)}={chance.choice(NUMBERS)}&{chance.choice(NAMES)}={chance.choice(NUMBERS)}"
                )
            case 3:
                more = chance.sample(HEADERS, 2)
            case _:
                method, body = b"POST", chance.choice(BODIES)
                more = [b"Content-Type: " + chance.choice(KINDS), b"Content-Length: %d" % len(body)]
        host = b"Host: 127.0.0.1:%d" % port
        lines = [method + b" " + path.encode() + b" HTTP/1.1", host, b"Connection: close", *more]
        yield b"\r\n".join(lines) + b"\r\n\r\n" + body
