"""The health route of the CMS: says whether it can work and how far each follower is. Open to all: no secrets."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from cms.api import clock
from cms.api.freshness import NO_STORE, Freshness
from cms.api.health import copy_health, search_health
from cms.api.reader import reader_for
from cms.api.reply import json_reply
from cms.api.responding import respond
from site_content.audiences import AUDIENCES
from site_content.followers.progress import Progress, progress
from site_content.mail.sending import mail_status
from site_content.publishing.queue_status import queue_status

logger = logging.getLogger(__name__)


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503.

    ``degraded``: a follower fails or leaves something out, nobody drives it, or email waits in vain.
    ``queue`` says how many pages wait to be published again, and the oldest for how many seconds (null: none waits).
    ``trouble`` says which kind; who may enter the admin is also told ``last_error``, the whole of it, and ``position``:
    a place in the log counts what is hidden, too.
    """
    try:
        is_known = request.user.has_perm("wagtailadmin.access_admin")
        found = progress()
        followers = [follower_json(each, is_known) for each in found]
        mail, waiting = mail_status(), queue_status()
        queue = {"waiting": waiting.waiting, "oldest_seconds": waiting.oldest_seconds}
        fine = all(each["is_driven"] and not each["is_failing"] for each in followers) and not mail["is_failing"]
        status, code = "ok" if fine else "degraded", 200
    except (DatabaseError, InterfaceError):
        logger.exception("the database does not answer")
        followers, mail, queue, status, code = [], None, None, "unavailable", 503
    copies = [copy_health(reader_for(name), clock.now()) for name in AUDIENCES]
    value = {"status": status, "followers": followers, "copies": copies, "mail": mail, "search": search_health()}
    value["queue"] = queue
    reply = json_reply(value, Freshness(NO_STORE, 0))
    reply.status = code
    return respond(request, reply)


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
