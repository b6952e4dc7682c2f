"""Masks: blot out what differs from run to run by nature, before two replies are compared.

Each mask has its reason. Where it blots out part of a body, Content-Length and ETag of that reply go with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.compare.http import Reply, Request

BLOT = "MASKED"
CACHE = "cache-control"


@dataclass(frozen=True)
class Mask:
    """``pattern`` is searched in the values of the header ``header``, or in the body without one.

    Only replies of ``server`` to targets that begin with ``target`` are touched; what its group holds is blotted out.
    """

    reason: str
    pattern: str
    server: str
    target: str = "/"
    header: str = ""


MASKS: tuple[Mask, ...] = (
    Mask("Django makes a CSRF cookie of random letters", r"headland_csrf=(\w{32,64})", "cms", header="set-cookie"),
    Mask("Django salts the CSRF token anew in each form", r'"?csrfmiddlewaretoken"? value="(\w{64})"', "cms"),
    Mask("Django salts the CSRF token anew for scripts", r'"CSRF_TOKEN": "(\w{64})"', "cms"),
    Mask("a sign-in's code holds a random word", r"code=([\w.%:-]+)", "cms", "/sign-in", "location"),
    Mask("a session's token is random", r'"token":"(headland_[\w-]+)"', "cms", "/api/staff/v1/sign-in"),
    Mask("a preview's key is random", r'"key":"([\w-]+)"', "cms", "/api/preview/exchange"),
    Mask("a preview's token is random", r"token=([\w-]+)", "cms", "/admin/pages/", "location"),
    Mask("a preview's key is random", r'headland_preview="?([\w-]{16,})', "public", "/preview", "set-cookie"),
    Mask("a preview's key is random", r'headland_preview="?([\w-]{16,})', "staff", "/preview", "set-cookie"),
    Mask("a sign-in's state is random", r'headland_sign_in="?([\w-]+)\.', "staff", "/sign-in", "set-cookie"),
    Mask("a sign-in's state is random", r"state=([\w-]+)", "staff", "/sign-in", "location"),
    *(
        Mask("what is left of an hour is counted by a clock that moves", r"s-maxage=(\d{2,4})", "public", target, CACHE)
        for target in ("/robots.txt", "/sitemap", "/suggest")
    ),
    Mask("a copy's age is told by the file system, whose clock moves", r'"age_seconds":(\d+)', "delivery", "/api/"),
    Mask("a copy's age is told by the file system, whose clock moves", r'"age_seconds":(\d+)', "cms"),
    Mask("Wagtail names a set of log models in any order", r"(page|model) log entries", "cms", "/admin/reports/"),
)
# Headers that are not compared at all.
IGNORED = {
    "date": "the server writes it, from a clock that nobody sets",
    "connection": "whether the server closes depends on how much of a body it refused had arrived",
}


def masked(request: Request, reply: Reply) -> Reply:
    """Return a reply without what differs by nature."""
    headers = [(name, value) for name, value in reply.headers if name not in IGNORED]
    body = reply.body
    for mask in MASKS:
        if mask.server != request.server or not request.target.startswith(mask.target):
            continue
        if mask.header:
            headers = [
                (name, _blotted(mask.pattern, value) if name == mask.header else value) for name, value in headers
            ]
            continue
        before, body = body, _blotted(mask.pattern, body.decode("latin-1")).encode("latin-1")
        if body != before:
            headers = [(name, BLOT if name in {"content-length", "etag"} else value) for name, value in headers]
    return Reply(reply.status, tuple(headers), body)


def _blotted(pattern: str, text: str) -> str:
    def blot(match: re.Match[str]) -> str:
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        return f"{match[0][:start]}{BLOT}{match[0][end:]}"

    return re.sub(pattern, blot, text)
