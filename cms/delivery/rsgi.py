"""The public API process as granian runs it: ``granian --interface rsgi cms.delivery.rsgi:application``."""

from __future__ import annotations

from cms.delivery.wsgi import application as front  # isort: skip (it chooses the settings)

from cms.api.view import MAX_BODY_BYTES
from cms.serving.answers import Answer
from cms.serving.at_once import answer_at_once
from cms.serving.bodies import BodyLimits
from cms.serving.environ import QuickEnviron, Scope
from cms.serving.server import Server
from cms.settings import env


def largest(scope: Scope) -> int:
    """Return how many bytes a request may bring."""
    return MAX_BODY_BYTES


def quick(environ: QuickEnviron) -> Answer | None:
    """Answer what needs neither Django nor a body."""
    wire = front.answer_at_once(environ)
    return None if wire is None else Answer(int(wire.status[:3]), wire.headers, wire.body)


def threads() -> int:
    """Return the number of threads: who waits for Elasticsearch lets others go first."""
    number: int | None = env.read("HEADLAND_DELIVERY_THREADS")
    return number or (4 if env.read("ELASTICSEARCH_URL") else 1)


application = Server(front.learn, threads(), BodyLimits(largest))
answer_at_once(quick)
