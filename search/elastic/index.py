"""One audience's index: versioned names behind a read alias, followed from the log, rebuilt without a gap.

``<name>`` is the alias that is searched; ``<name>-v<n>`` are the indexes; each has a write alias ``<name>-v<n>-write``,
so that a write to an index that was deleted fails instead of making one with a guessed mapping.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from search.elastic.bulk import Outcome, Update, write_bulk
from search.elastic.client import TIME_LIMIT, WRITE_TIME_LIMIT, unavailable_when_failing
from search.elastic.mapping import mappings, schema, settings
from search.entry import Entry

_PAGE = 1_000
_MERGE_TIME_LIMIT = 300.0


class Index:
    """The index of one audience. Every method raises EngineUnavailable when the server cannot do it now."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self._client = client.options(request_timeout=WRITE_TIME_LIMIT)
        self.read_alias = name
        self._version = re.compile(rf"^{re.escape(name)}-v(\d+)$")

    def create(self) -> str:
        """Make a first, empty index at position 0 and let searches read it."""
        version = self._new_version()
        with unavailable_when_failing():
            self._client.indices.put_alias(index=version, name=self.read_alias)
        return version

    def current(self) -> str | None:
        """The index that searches read, or None when there is none."""
        with unavailable_when_failing():
            try:
                return next(iter(self._client.indices.get_alias(name=self.read_alias)))
            except NotFoundError:
                return None

    def versions(self) -> list[str]:
        """Every index of this name, oldest first: the one that is read and any that is being filled."""
        with unavailable_when_failing():
            names = self._client.indices.get(index=f"{self.read_alias}-v*", features="aliases", expand_wildcards="open")
        return sorted((name for name in names if self._version.match(name)), key=self._number)

    def position(self, version: str | None = None) -> int | None:
        """The log position an index has reached; None when it is missing or its mapping is of another schema."""
        version = version or self.current()
        if version is None:
            return None
        with unavailable_when_failing():
            try:
                mapping = self._client.indices.get_mapping(index=version)[version]["mappings"]
            except NotFoundError:
                return None
        meta = mapping.get("_meta", {})
        return int(meta["position"]) if meta.get("schema") == schema() else None

    def apply(self, updates: Sequence[Update], position: int) -> Outcome:
        """Write changes to every version (during a rebuild there are two), then note the position they reach.

        The position is kept back when the server refused something that it may take later.
        """
        outcome = Outcome()
        for version in self.versions():
            written = write_bulk(self._client, write_alias(version), updates)
            outcome = outcome.merged(written)
            if not written.postponed:
                self.note_position(version, position)
        return outcome

    def fill(self, version: str, updates: Sequence[Update]) -> Outcome:
        """Write items to an index that is being rebuilt. What ``apply`` has written since is newer and stays."""
        return write_bulk(self._client, write_alias(version), updates)

    def note_position(self, version: str, position: int) -> None:
        """Keep the log position in the index's own metadata."""
        with unavailable_when_failing():
            self._client.indices.put_mapping(index=version, meta={"position": position, "schema": schema()})

    def begin_rebuild(self) -> str:
        """Make the next version, which ``apply`` writes to from now on; searches still read the old one."""
        return self._new_version()

    def finish_rebuild(self, version: str, grace: float = TIME_LIMIT) -> None:
        """Let searches read the filled version by one switch of the alias; delete the others ``grace`` seconds later.

        A search that began before the switch may still be reading the old version: none takes longer than that.
        """
        self.merge(version)
        others = [name for name in self.versions() if name != version]
        current = self.current()
        actions: list[dict[str, Any]] = [{"add": {"index": version, "alias": self.read_alias}}]
        if current and current != version:
            actions.append({"remove": {"index": current, "alias": self.read_alias}})
        with unavailable_when_failing():
            self._client.indices.update_aliases(actions=actions)
        time.sleep(grace)
        for name in others:
            self.drop(name)

    def refresh(self, version: str | None = None) -> None:
        """Make what is written findable at once."""
        with unavailable_when_failing():
            self._client.indices.refresh(index=version or self.read_alias)

    def merge(self, version: str | None = None, *, wait: bool = False) -> None:
        """Make what is written findable, and let the server put it into one piece, which is searched a third quicker.

        For an index that was just filled; the server does it beside other work, and nobody need wait for it.
        """
        self.refresh(version)
        with unavailable_when_failing():
            self._client.options(request_timeout=_MERGE_TIME_LIMIT).indices.forcemerge(
                index=version or self.read_alias, max_num_segments=1, wait_for_completion=wait
            )

    def write(self, entries: Iterable[Entry], size: int = 500) -> None:
        """Write whole entries under their own ids (for evaluations and tests, which follow no log)."""
        version, waiting = self.current() or self.create(), list(entries)
        for start in range(0, len(waiting), size):
            self.fill(version, [Update(each.id, each.version, each) for each in waiting[start : start + size]])

    def stored(self, version: str | None = None) -> Iterator[tuple[str, int, bool]]:
        """Every (key, version, live) in the index, by key: what an audit compares with the items.

        A document that somebody else wrote may have neither: it is told as version 0, and live.
        """
        after: list[Any] | None = None
        while True:
            with unavailable_when_failing():
                answer = self._client.search(
                    index=version or self.read_alias,
                    size=_PAGE,
                    source={"includes": ["version", "live"]},
                    sort=["key"],
                    search_after=after,
                )
            hits = answer["hits"]["hits"]
            for hit in hits:
                source = hit.get("_source", {})
                yield hit["_id"], int(source.get("version", 0)), bool(source.get("live", True))
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    def quarantined(self, most: int = 100) -> dict[str, str]:
        """Entries that the index could not take, with the reason: key → reason."""
        with unavailable_when_failing():
            answer = self._client.search(
                index=self.read_alias,
                size=most,
                query={"term": {"is_quarantined": True}},
                source={"includes": ["quarantined"]},
            )
        return {hit["_id"]: hit["_source"]["quarantined"] for hit in answer["hits"]["hits"]}

    def allow_writes(self) -> None:
        """Lift the block that a full disk set (Elasticsearch keeps it on old versions after space is freed)."""
        with unavailable_when_failing():
            for version in self.versions():
                self._client.indices.put_settings(index=version, settings={"index.blocks.read_only_allow_delete": None})

    def drop(self, version: str) -> None:
        """Delete one version; nothing happens when it is gone."""
        with unavailable_when_failing():
            self._client.indices.delete(index=version, ignore_unavailable=True)

    def delete(self) -> None:
        """Delete every version."""
        for version in self.versions():
            self.drop(version)

    def _new_version(self) -> str:
        number = max((self._number(name) for name in self.versions()), default=0) + 1
        version = f"{self.read_alias}-v{number}"
        with unavailable_when_failing():
            self._client.indices.create(
                index=version, settings=settings(), mappings=mappings(0), aliases={write_alias(version): {}}
            )
        return version

    def _number(self, version: str) -> int:
        match = self._version.match(version)
        return int(match[1]) if match else 0


def write_alias(version: str) -> str:
    """The alias through which a version is written."""
    return f"{version}-write"
