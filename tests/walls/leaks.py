"""Leaks: finds canaries in the bytes and headers of an answer, in whatever form they are written."""

from __future__ import annotations

import base64
import gzip
import html
import re
from urllib.parse import unquote

import brotli

from tests.cms.api_calls import Got
from tests.walls.canaries import STEM

_CANARY = re.compile(rf"{STEM}\d*")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def _in_base64(word: str) -> tuple[str, ...]:
    """Return what a word looks like inside base64, wherever it begins; the signs at its ends depend on neighbours."""
    found = []
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + word.encode()).decode().rstrip("=")
        found.append(whole[(0, 2, 3)[shift] : -2])
    return tuple(found)


BASE64 = _in_base64(STEM)


def forms(got: Got) -> list[str]:
    """Return an answer's headers and its body as text, in all readings."""
    body = got.body
    encoding = got.headers.get("content-encoding", "")
    if body and encoding == "gzip":
        body = gzip.decompress(body)
    elif body and encoding == "br":
        body = brotli.decompress(body)
    head = "\n".join(f"{name}: {value}" for name, value in got.raw[1])
    plain = [f"{got.raw[0]}\n{head}\n{body.decode('utf-8', 'replace')}"]
    # Pictures and files hold texts of two bytes a sign as well.
    plain += [body[start:].decode("utf-16-le", "replace") for start in (0, 1) if b"\0" in body]
    text = plain[0]
    if "%" in text:
        plain.append(unquote(text))
    if "&" in text:
        plain.append(html.unescape(text))
    if "\\u" in text:
        plain.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.lower()))
    return plain


def canaries_in(got: Got, address: str = "") -> set[str]:
    """Return the canaries that an answer holds and its own address does not."""
    known = unquote(address).lower()
    found = set()
    for text in forms(got):
        found |= {word for word in _CANARY.findall(text.lower()) if word not in known}
        if STEM not in known:
            found |= {f"base64 {part}" for part in BASE64 if part in text}
    return found
