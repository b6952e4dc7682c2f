"""Allowed breaches of v1: each names its order, its reason, and the test that old requests still answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Allowed:
    """One breach, word for word as the check prints it, and what vouches for it.

    ``order``: the order that names it. ``changelog``: its line in CHANGELOG.md. ``test``: ``file.py::function``, which
    shows that requests made before still answer.
    """

    breach: str
    order: str
    changelog: str
    test: str


# None. An order that names one adds it here.
ALLOWED: tuple[Allowed, ...] = ()


def left_over(breaches: Iterable[str], allowed: Iterable[Allowed], root: Path) -> list[str]:
    """Return the breaches that nothing allows, and what is wrong with the exceptions themselves."""
    all_breaches, exceptions = list(breaches), list(allowed)
    named = {each.breach for each in exceptions}
    problems = [each for each in all_breaches if each not in named]
    for each in exceptions:
        if each.breach not in all_breaches:
            problems.append(f"exception without a breach, take it away: {each.breach}")
        problems += [f"exception {each.breach}: {problem}" for problem in _unsound(each, root)]
    return problems


def _unsound(exception: Allowed, root: Path) -> Iterator[str]:
    if not exception.order.strip():
        yield "no order names it"
    # Lines are folded at any width.
    changelog = " ".join((root / "CHANGELOG.md").read_text(encoding="utf-8").split())
    line = " ".join(exception.changelog.split())
    if not line or line not in changelog:
        yield "CHANGELOG.md does not have its line"
    file, _, function = exception.test.partition("::")
    path = root / file
    if not function or not path.is_file() or f"def {function}(" not in path.read_text(encoding="utf-8"):
        yield f"there is no test {exception.test}"
