"""Interface texts by language: ``strings/<language>.json`` maps a key to a text with ``{names}``."""

from __future__ import annotations

import json
import logging
from typing import Any

from markupsafe import escape

from frontend_templates.common.site import COMMON

logger = logging.getLogger("headland.strings")
FOLDER = COMMON / "strings"
FIRST = "en"


class Strings:
    """One language's words; what it lacks is said in English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._missed: set[str] = set()
        self._words = {**load(FIRST), **load(language)}

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of a key, its names filled in.

        With ``count``, ``<key>_one`` or ``<key>_other`` is taken when there is one. The text is Markup, and plain
        values are escaped, when any value is Markup. A key without a text is shown as itself and logged.
        """
        text = self._plural(key, values["count"]) if "count" in values else self._words.get(key)
        if text is None:
            if key not in self._missed:
                self._missed.add(key)
                logger.error("no text for %r", key)
            text = key
        if not values:
            return text
        if any(hasattr(value, "__html__") for value in values.values()):
            return escape(text).format(**values)
        return text.format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._words or f"{key}_other" in self._words

    def _plural(self, key: str, count: Any) -> str | None:
        form = "one" if count in (1, "1") else "other"
        return self._words.get(f"{key}_{form}", self._words.get(key))


def load(language: str) -> dict[str, str]:
    """Return the words of a language. Raises FileNotFoundError, or ValueError for what is not key → text."""
    words = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise ValueError(f"{language}.json is not an object of texts")
    return words
