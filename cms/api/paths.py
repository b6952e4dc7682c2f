"""Canonical paths: turn a path in any spelling into the one under which items are stored."""

from __future__ import annotations

import re
import unicodedata

MAX_PATH = 700
_CANONICAL = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")


def canonical_path(path: str) -> str | None:
    """Return the canonical form of a path, or None when no item can have it.

    Slashes are doubled, trailing or missing; letters are of either case, composed or not. ``path`` is already
    percent-decoded. Control characters, back slashes and steps upwards are in no item's path.
    """
    if len(path) < MAX_PATH and _CANONICAL.fullmatch(path):
        # Nearly every path, in a third of the time.
        return f"/{path}"
    text = unicodedata.normalize("NFC", path) if not path.isascii() else path
    steps = [step for step in text.lower().split("/") if step]
    canonical = "/" + "/".join(steps)
    if len(canonical) > MAX_PATH or ".." in steps or "." in steps:
        return None
    if not canonical.isprintable() or "\\" in canonical or "\ufffd" in canonical:
        return None
    return canonical
