"""Rights in Elasticsearch: what the user of a process may do beyond reading the index of its audience."""

from __future__ import annotations

from collections.abc import Sequence

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.errors import EngineUnavailable


def needless_rights(client: Elasticsearch, own: str, others: Sequence[str]) -> list[str]:
    """Return in words what a user who only reads the alias ``own`` should not be able to do; nothing when all is well.

    ``others`` are the aliases of other audiences. Where Elasticsearch knows no users, everybody may do everything.
    Raises EngineUnavailable.
    """
    questions = [{"names": [f"{own}*"], "privileges": ["read", "write"]}]
    questions += [{"names": [f"{other}*"], "privileges": ["read", "write"]} for other in others]
    try:
        answer = client.security.has_privileges(index=questions, cluster=["manage"]).body
    except ApiError as error:
        if error.status_code in {400, 404, 405, 500, 501}:
            return [f"Elasticsearch knows no users: anybody may read {', '.join(others)}"]
        raise EngineUnavailable(f"Elasticsearch: {error}"[:500]) from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch: {error}"[:500]) from error
    indexes = answer.get("index", {})
    faults = [] if indexes.get(f"{own}*", {}).get("read") else [f"the user may not read {own}"]
    if indexes.get(f"{own}*", {}).get("write"):
        faults.append(f"the user may write {own}")
    for other in others:
        rights = sorted(indexes.get(f"{other}*", {}).items())
        faults += [f"the user may {right} {other}" for right, granted in rights if granted]
    return [*faults, *(["the user may manage the cluster"] if answer.get("cluster", {}).get("manage") else [])]
