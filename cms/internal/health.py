"""The health routes of the CMS: say whether it can work and how far each follower is. Open to all: no secrets.

``/health`` tells all there is; ``/health/ready`` whether editors and staff can be sent here, ``/health/live`` whether
this process answers at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.api import clock
from cms.api.freshness import NO_STORE, Freshness
from cms.api.health import copy_health, is_ready, search_health
from cms.api.probes import copy_reasons, probe_response, readiness
from cms.api.reader import reader_for
from cms.api.reply import json_reply
from cms.api.responding import respond
from cms.internal.bounded_read import BoundedReads
from site_content.audiences import AUDIENCES
from site_content.episodes import Episode
from site_content.followers.progress import Progress, progress
from site_content.mail.sending import mail_status
from site_content.publishing.queue_status import queue_status

READS = BoundedReads()
# A worker writes that it is alive every few seconds (drive.KEEP_SECONDS).
MAX_HEARTBEAT_SECONDS = 30.0
_away = Episode("the database does not answer the health routes")


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503.

    ``degraded``: a follower fails or leaves something out, nobody drives it, a copy cannot be read, or email waits in
    vain. ``queue`` says how many pages wait to be published again, and the oldest for how many seconds (null: none
    waits). ``trouble`` says which kind; who may enter the admin is also told ``last_error``, the whole of it, and
    ``position``: a place in the log counts what is hidden, too.
    """
    copies = [copy_health(reader_for(name), clock.now()) for name in AUDIENCES]
    code = 200
    try:
        # The session and the person's rights are rows of the database as well.
        value = READS.run(lambda: _database_health(request))
        _away.end()
        if not all(map(is_ready, copies)):
            value["status"] = "degraded"
    except (DatabaseError, InterfaceError) as error:
        _away.begin(error)
        value, code = {"status": "unavailable", "followers": [], "mail": None, "worker": None, "queue": None}, 503
    reply = json_reply(value | {"copies": copies, "search": search_health()}, Freshness(NO_STORE, 0))
    reply.status = code
    return respond(request, reply)


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database and both copies were read just now, else 503 and the reasons in words.

    The worker is not among them: without it everything but following works. ``worker`` tells of it.
    """
    reasons = copy_reasons([copy_health(reader_for(name), clock.now()) for name in AUDIENCES])
    worker = None
    try:
        worker = READS.run(lambda: worker_health(progress()))
        _away.end()
    except (DatabaseError, InterfaceError) as error:
        _away.begin(error)
        reasons = ["database", *reasons]
    return probe_response(request, readiness(reasons) | {"worker": worker})


def worker_health(followers: Sequence[Progress]) -> dict[str, Any]:
    """Return whether a worker lives, and the seconds since it last said so; None when none ever did."""
    ages = [(timezone.now() - each.updated_at).total_seconds() for each in followers if each.updated_at]
    age = max(min(ages), 0.0) if ages else None
    return {
        "is_alive": age is not None and age <= MAX_HEARTBEAT_SECONDS and any(each.is_driven for each in followers),
        "heartbeat_seconds": None if age is None else int(age),
    }


def follower_json(each: Progress, is_known: bool) -> dict[str, Any]:
    """Return what anyone may know of a follower, and what only those who may enter the admin may."""
    more = {"position": each.position, "last_error": each.last_error} if is_known else {}
    return more | {
        "name": each.name,
        "lag": each.lag,
        "is_driven": each.is_driven,
        "is_failing": bool(each.last_error),
        "trouble": each.trouble,
    }


def _database_health(request: HttpRequest) -> dict[str, Any]:
    is_known = request.user.has_perm("wagtailadmin.access_admin")
    reached = progress()
    followers = [follower_json(each, is_known) for each in reached]
    mail, queue = mail_status(), asdict(queue_status())
    fine = all(each["is_driven"] and not each["is_failing"] for each in followers) and not mail["is_failing"]
    worker = worker_health(reached)
    # A lease outlasts the worker that took it.
    status = "ok" if fine and worker["is_alive"] else "degraded"
    return {"status": status, "followers": followers, "mail": mail, "worker": worker, "queue": queue}
