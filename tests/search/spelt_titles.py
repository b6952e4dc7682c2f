"""Titles as people type and paste them: the same letters and digits, other signs between them."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}
_RAISED = dict(zip(map(ord, "0123456789"), "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_LOWERED = dict(zip(map(ord, "0123456789"), "₀₁₂₃₄₅₆₇₈₉", strict=True))
_LIGATURES = {"ffi": "\ufb03", "fi": "\ufb01", "fl": "\ufb02"}


def spellings(title: str, seed: int = 0) -> Iterator[str]:
    """Every way of writing that changes the title, each bare and in quotes; what is cut where, ``seed`` says."""
    chance = random.Random(f"{seed} {title}")
    seen = set()
    for change in WAYS:
        written = change(title, chance)
        quoted = f'"{written}"' if '"' not in written and not set("“”„«»＂") & set(written) else written
        for each in (written, quoted):
            if each not in seen and len(each) <= 300:
                seen.add(each)
                yield each


def _between(title: str, chance: random.Random, pattern: str, sign: str) -> str:
    """The title with ``sign`` in place of one match of the pattern."""
    places = list(re.finditer(pattern, title))
    if not places:
        return title
    place = chance.choice(places)
    return f"{title[: place.start()]}{sign}{title[place.end() :]}"


def _ligatures(title: str, _: random.Random) -> str:
    for letters, sign in _LIGATURES.items():
        title = title.replace(letters, sign)
    return title


_WORD, _SPACE = r"(?<=[^\W\d_]{3})", r"(?<=[^\W\d_]{3}) (?=[^\W\d_]{3})"
WAYS: list[Callable[[str, random.Random], str]] = [
    lambda title, _: title,
    lambda title, _: title.lower(),
    lambda title, _: title.upper(),
    lambda title, _: title.title(),
    lambda title, _: f"  {title.replace(' ', '  ')} ",
    lambda title, _: title.replace(" ", "\u00a0"),
    lambda title, _: f"{title}?",
    lambda title, _: f"…{title}…",
    lambda title, _: title.translate(_FULL_WIDTH),
    lambda title, _: title.translate(_RAISED),
    lambda title, _: title.translate(_LOWERED),
    _ligatures,
    lambda title, _: unicodedata.normalize("NFD", title),
    lambda title, _: unicodedata.normalize("NFKC", title),
    lambda title, chance: _between(title, chance, rf"{_WORD}(?=[^\W\d_]{{2}})", "\u00ad"),
    lambda title, chance: _between(title, chance, rf"{_WORD}(?=[^\W\d_]{{2}})", "\u200b"),
    lambda title, chance: _between(title, chance, rf"{_WORD}(?=[^\W\d_]{{2}})", "\u2060"),
    lambda title, _: title.replace("'", "’"),
    lambda title, _: title.replace("’", "'").replace("‘", "'"),
    lambda title, _: re.sub(r"(?<=\w)['’](?=\w)", "", title),
    lambda title, _: title.replace("-", "\u2011"),
    lambda title, _: re.sub(r"(?<=\w)-(?=\w)", " ", title),
    lambda title, _: re.sub(r"(?<=\w)-(?=\w)", "", title),
    lambda title, _: re.sub(r"(?<=\w)-(?=\w)", " -", title),
    lambda title, chance: _between(title, chance, _SPACE, "-"),
    lambda title, chance: _between(title, chance, _SPACE, ""),
    lambda title, _: re.sub(r"(?<=\d)[ ,](?=\d)", "", title),
    lambda title, _: re.sub(r"(?<=\d)(?=\d{3}\b)", ",", title),
    lambda title, _: re.sub(r"(?<=\d) (?=[^\W\d_])|(?<=[^\W\d_]) (?=\d)", "", title),
    lambda title, _: re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", title),
    lambda title, _: re.sub(r"[^\w\s'’,-]", " ", title),
]
