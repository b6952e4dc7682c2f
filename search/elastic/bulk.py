"""Bulk writes: each change is accepted, known already, postponed or put into quarantine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.elastic.client import unavailable_when_failing
from search.elastic.document import entry_document, tombstone
from search.entry import Entry
from search.errors import EngineUnavailable

_MAX_REASON = 200
_MAX_CHARACTERS = 8_000_000  # of one request: well below the server's 100 MB


@dataclass(frozen=True, slots=True)
class Update:
    """One change: ``entry`` is None when what ``key`` named is gone. ``version`` is its log position."""

    key: str
    version: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: keys written, keys with a newer version there, keys to send again, poison by reason."""

    written: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()

    def merged(self, other: "Outcome") -> "Outcome":
        """Both together, each key once."""
        pairs = zip(self._parts(), other._parts(), strict=True)
        return Outcome(*(tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in pairs))

    def _parts(self) -> tuple[tuple[Any, ...], ...]:
        return self.written, self.stale, self.postponed, self.quarantined


def write_bulk(client: Elasticsearch, alias: str, updates: Sequence[Update]) -> Outcome:
    """Write changes with their log positions as external versions, so that order of arrival does not matter."""
    outcome = Outcome()
    for batch in _batches(updates):
        outcome = outcome.merged(_send(client, alias, batch))
    return outcome


def _send(client: Elasticsearch, alias: str, batch: Sequence[tuple[Update, dict[str, Any]]]) -> Outcome:
    lines: list[dict[str, Any]] = []
    for update, document in batch:
        lines += [_action(update), {**document, "key": update.key}]
    try:
        with unavailable_when_failing():
            items = client.bulk(index=alias, operations=lines, require_alias=True)["items"]
    except EngineUnavailable as error:
        if not isinstance(error.__cause__, ApiError) or error.__cause__.status_code not in (400, 413):
            raise
        # The server could not read the request as a whole: find the change that it cannot read.
        if len(batch) > 1:
            middle = len(batch) // 2
            return _send(client, alias, batch[:middle]).merged(_send(client, alias, batch[middle:]))
        items = [{"index": {"status": 400, "error": {"type": "unreadable", "reason": str(error)}}}]
    keys_by_kind: dict[str, list[Any]] = {"written": [], "stale": [], "postponed": [], "quarantined": []}
    poison = []
    for (update, document), item in zip(batch, items, strict=True):
        kind, reason = verdict(item["index"])
        if kind == "written" and "quarantined" in document:
            keys_by_kind["quarantined"].append((update.key, document["quarantined"]))
            continue
        keys_by_kind[kind].append((update.key, reason) if kind == "quarantined" else update.key)
        if kind == "quarantined":
            poison += [_action(update), {**tombstone(update.version, reason), "key": update.key}]
    if poison:
        with unavailable_when_failing():
            client.bulk(index=alias, operations=poison, require_alias=True)
    return Outcome(*(tuple(keys) for keys in keys_by_kind.values()))


def verdict(item: dict[str, Any]) -> tuple[str, str]:
    """What the server's answer for one change means, and its reason.

    A version conflict means a newer version is there. A full queue, a missing index or a write block may pass. What
    else is refused (a value that the mapping cannot take) will be refused again, so it is put into quarantine.
    """
    status, error = item["status"], item.get("error") or {}
    if status < 300:
        return "written", ""
    reason = f"{error.get('type')}: {_short(error.get('reason'))}"
    cause = _short(error.get("caused_by", {}).get("reason"))
    if status == 409:
        return "stale", reason
    if status == 400 or status == 413:
        return "quarantined", f"{reason} ({cause})" if cause else reason
    return "postponed", reason


def _short(reason: str | None) -> str:
    """Without the value that was refused, which may be a whole text, and no longer than a person reads."""
    return (reason or "").partition(" Preview of field's value")[0][:_MAX_REASON]


def _action(update: Update) -> dict[str, Any]:
    return {"index": {"_id": update.key, "version": update.version, "version_type": "external_gte"}}


def _document(update: Update) -> dict[str, Any]:
    if update.entry is None:
        return tombstone(update.version)
    try:
        return entry_document(update.entry)
    except ValueError as error:
        return tombstone(update.version, f"cannot be written as JSON: {error}")


def _batches(updates: Sequence[Update]) -> Iterator[list[tuple[Update, dict[str, Any]]]]:
    batch: list[tuple[Update, dict[str, Any]]] = []
    characters = 0
    for update in updates:
        document = _document(update)
        batch.append((update, document))
        characters += len(document.get("shown", "")) + (len(update.entry.body) if update.entry else 0)
        if characters > _MAX_CHARACTERS or len(batch) == 500:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
