"""Probes of the public process: ``/health/live`` says that it answers, ``/health/ready`` that readers can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.api import clock
from cms.api.errors import Problem
from cms.api.freshness import NO_STORE, Freshness
from cms.api.health import copy_health, is_ready
from cms.api.reader import reader_for
from cms.api.reply import json_reply
from cms.api.responding import respond, respond_problem

_METHODS = ("GET", "HEAD", "OPTIONS")


def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process answers at all. Nothing is read: a process is not ended for another's fault."""
    return probe_response(request, {"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when an item was read from the copy just now, else 503 and the reason in one word."""
    copy = copy_health(reader_for("public"), clock.now())
    return probe_response(request, readiness(copy_reasons([copy])))


def copy_reasons(copies: Sequence[dict[str, Any]]) -> list[str]:
    """Return why copies do not answer readers; nothing when all do."""
    bad = [copy for copy in copies if not is_ready(copy)]
    return [f"{copy['audience']}_copy_{'damaged' if copy['is_damaged'] else 'unavailable'}" for copy in bad]


def readiness(reasons: list[str]) -> dict[str, Any]:
    """Return what ``/health/ready`` says."""
    return {"status": "unavailable" if reasons else "ok", "reasons": reasons}


def probe_response(request: HttpRequest, value: dict[str, Any]) -> HttpResponse:
    """Answer a value with 200 when its status is ok, else 503; 405 to who would write. Nobody keeps it."""
    if request.method not in _METHODS:
        named = ", ".join(_METHODS)
        return respond_problem(request, Problem(405, f"Use {named}.", headers=[("Allow", named)]))
    reply = json_reply(value, Freshness(NO_STORE, 0))
    if value["status"] != "ok":
        reply.status, reply.headers = 503, (("Retry-After", "2"),)
    return respond(request, reply)
