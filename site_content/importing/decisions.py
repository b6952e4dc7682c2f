"""Import decisions: say what to do with a document, with no query and no side effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["create", "update", "publish", "leave", "skip"]


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """What an earlier run left: the digest then, the page's newest revision then and now (None: no page any more).

    ``waits``: the newest revision was never published, and nobody took the page down.
    """

    digest: str
    revision_then: int | None
    page_id: int | None
    revision_now: int | None = None
    waits: bool = False
    links_found: bool = False


def decide(earlier: EarlierImport | None, digest: str, publish: bool, overwrite: bool) -> tuple[Action, str]:
    """Return the action for a document and the reason people are told."""
    if earlier is None:
        return "create", ""
    if earlier.page_id is None:
        return (
            ("create", "made again")
            if overwrite
            else ("skip", "an editor deleted its page (--overwrite makes a new one)")
        )
    same = earlier.digest == digest
    edited = earlier.revision_now != earlier.revision_then
    if same and not earlier.links_found:
        if publish and not edited and earlier.waits:
            return "publish", "published the imported draft"
        return ("update", "replaced an editor's changes") if edited and overwrite else ("leave", "")
    if edited and not overwrite:
        return "skip", "an editor changed its page (--overwrite replaces it with the source)"
    return "update", "the source changed" if not same else "linked to pages imported later"
